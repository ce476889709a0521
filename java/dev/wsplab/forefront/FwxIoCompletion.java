package dev.wsplab.forefront;

import dev.wsplab.spi.Sockaddr;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code IFWXIOCompletion}: what a filter implements to hear of the end of its socket I/O. Not to
 * be confused with {@link FwxExternalIoCompletion}: the order of the arguments differs (FWX-75).
 */
public interface FwxIoCompletion extends FwxUnknown {
  /**
   * A send or receive has ended.
   *
   * @param success whether it succeeded
   * @param win32ErrorCode a Windows error; not specified when success is true (FWX-76)
   * @param buffer what was received, its size being the count (FWX-75); null for a send
   * @param userData what the call was given
   * @param externalAddress sender of a datagram, null otherwise; not to be trusted (FWX-76)
   * @return the number of {@code S_OK}
   */
  int completeAsyncIo(
      boolean success,
      int win32ErrorCode,
      @Nullable FwxBuffer buffer,
      long userData,
      @Nullable Sockaddr externalAddress);
}
