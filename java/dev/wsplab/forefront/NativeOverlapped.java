package dev.wsplab.forefront;

/** {@code IFWXOverlapped} for filters in C++. */
final class NativeOverlapped extends NativePeer {
  private final FwxOverlapped object;
  private final NativeObjects objects;

  NativeOverlapped(FwxService service, FwxOverlapped object, NativeObjects objects) {
    super(service, object);
    this.object = object;
    this.objects = objects;
  }

  @Override
  int own(int method, long a, long b, long c, long d, long e) {
    if (method == SET_NOTIFICATION) {
      return object.setNotificationInterface(objects.completion(a), b).value();
    }
    if (a == 0) {
      return HResult.E_POINTER.value();
    }
    NativePointers.store(a, object.getOverlapped().orThrow().address());
    return HResult.S_OK.value();
  }
}
