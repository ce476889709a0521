package dev.wsplab.forefront;

import dev.wsplab.spi.Sockaddr;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code IFWXAcceptCompletion} of a filter in C++. */
final class NativeAcceptCompletion extends NativeUnknown implements FwxAcceptCompletion {
  private final NativeObjects objects;

  NativeAcceptCompletion(NativeObjects objects, long address) {
    super(address);
    this.objects = objects;
  }

  @Override
  public int completeAsyncAccept(
      boolean success,
      int win32ErrorCode,
      FwxNetworkSocket listening,
      @Nullable FwxNetworkSocket accepted,
      @Nullable Sockaddr remote,
      @Nullable Sockaddr local,
      long userData) {
    try (NativeAddress far = NativeAddress.of(remote);
        NativeAddress near = NativeAddress.of(local)) {
      return ForefrontNatives.completeAccept(
          address(),
          success,
          win32ErrorCode,
          objects.of(listening),
          accepted == null ? 0 : objects.of(accepted),
          far.address(),
          far.length(),
          near.address(),
          near.length(),
          userData);
    }
  }
}
