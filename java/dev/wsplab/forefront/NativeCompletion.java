package dev.wsplab.forefront;

/** {@code IFWXExternalIOCompletion} of a filter in C++. */
final class NativeCompletion extends NativeUnknown implements FwxExternalIoCompletion {
  private final NativeObjects objects;

  NativeCompletion(NativeObjects objects, long address) {
    super(address);
    this.objects = objects;
  }

  @Override
  public int completeAsyncIo(
      boolean success,
      int numberOfBytesTransfered,
      int win32ErrorCode,
      FwxOverlapped overlapped,
      long userData) {
    return ForefrontNatives.completeExternal(
        address(),
        success,
        numberOfBytesTransfered,
        win32ErrorCode,
        objects.of(overlapped),
        userData);
  }
}
