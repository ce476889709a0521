package dev.wsplab.forefront;

import dev.wsplab.spi.Sockaddr;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code IFWXAcceptCompletion}: what a filter implements to hear of a new connection (FWX-79). */
public interface FwxAcceptCompletion extends FwxUnknown {
  /**
   * An accept has ended.
   *
   * @param success whether there is a connection
   * @param win32ErrorCode a Windows error; not specified when success is true
   * @param listening the socket that listens
   * @param accepted the connection, without a reference of its own; null when there is none
   * @param remote the peer's address; null when there is no connection
   * @param local our address; null when there is no connection
   * @param userData what {@code Accept} was given
   * @return the number of {@code S_OK}
   */
  int completeAsyncAccept(
      boolean success,
      int win32ErrorCode,
      FwxNetworkSocket listening,
      @Nullable FwxNetworkSocket accepted,
      @Nullable Sockaddr remote,
      @Nullable Sockaddr local,
      long userData);
}
