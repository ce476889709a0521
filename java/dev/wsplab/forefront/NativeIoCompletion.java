package dev.wsplab.forefront;

import dev.wsplab.spi.Sockaddr;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code IFWXIOCompletion} of a filter in C++. */
final class NativeIoCompletion extends NativeUnknown implements FwxIoCompletion {
  private final NativeObjects objects;

  NativeIoCompletion(NativeObjects objects, long address) {
    super(address);
    this.objects = objects;
  }

  @Override
  public int completeAsyncIo(
      boolean success,
      int win32ErrorCode,
      @Nullable FwxBuffer buffer,
      long userData,
      @Nullable Sockaddr externalAddress) {
    try (NativeAddress address = NativeAddress.of(externalAddress)) {
      return ForefrontNatives.completeIo(
          address(),
          success,
          win32ErrorCode,
          buffer == null ? 0 : objects.of(buffer),
          userData,
          address.address(),
          address.length());
    }
  }
}
