package dev.wsplab.forefront;

import java.util.function.Supplier;

/** {@code IFWXFirewall2} for filters in C++. */
final class NativeFirewall extends NativePeer {
  private final NativeObjects objects;

  NativeFirewall(FwxService service, NativeObjects objects) {
    super(service, service.firewall());
    this.objects = objects;
  }

  @Override
  int own(int method, long a, long b, long c, long d, long e) {
    FwxFirewall firewall = service().firewall();
    return switch (method) {
      case HOOK -> firewall.hookToCompletionPort((int) a).value();
      case CREATE_OVERLAPPED -> make(a, firewall::createOverlapped);
      case CREATE_SOCKET -> make(b, () -> firewall.createNetworkSocket((int) a));
      case CREATE_BUFFER -> make(b, () -> firewall.createBuffer((int) a));
      case CREATE_CONST_BUFFER -> make(c, () -> firewall.createConstBuffer(a, (int) b));
      case CREATE_WINDOW_BUFFER -> window(a, (int) b, (int) c, d);
      case START_BLOCKING -> firewall.startHeavyBlockingOperation().value();
      case END_BLOCKING -> firewall.endHeavyBlockingOperation().value();
      case POST_TASK -> firewall.postTaskCompletion(a == 0 ? null : new NativeTask(a), b).value();
      default -> HResult.E_NOTIMPL.value();
    };
  }

  /** A window of a filter's own object lives as long as that object does. */
  private int window(long original, int offset, int length, long out) {
    FwxBuffer buffer = objects.buffer(original);
    if (buffer == null) {
      return HResult.E_POINTER.value();
    }
    try {
      return make(out, () -> service().firewall().createWindowBuffer(buffer, offset, length));
    } finally {
      buffer.release();
    }
  }

  private int make(long out, Supplier<FwxResult<? extends FwxUnknown>> maker) {
    if (out == 0) {
      return HResult.E_POINTER.value(); // FWX-74
    }
    NativePointers.store(out, 0); // an address that is none is noticed before anything is made
    FwxResult<? extends FwxUnknown> made = maker.get();
    FwxUnknown object = made.value();
    if (object != null) {
      NativePointers.store(out, objects.of(object));
    }
    return made.hresult().value();
  }
}
