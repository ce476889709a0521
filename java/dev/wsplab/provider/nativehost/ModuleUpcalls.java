package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.BlockingCallbackResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ContextResult;
import dev.wsplab.spi.EventResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.WpuFunction;

/**
 * A table of upcalls that a hosted layer gives to the provider below, with functions of its own in
 * it: each upcall calls the pointer that stands there. Thread-safe as far as the layer is.
 */
final class ModuleUpcalls implements Upcalls {
  private final long[] functions;
  private final HostedModule layer;

  ModuleUpcalls(long[] functions, HostedModule layer) {
    this.functions = functions.clone();
    this.layer = layer;
  }

  private long call(WpuFunction function, long... words) {
    return layer.callBack(function.winsockName(), functions[function.ordinal()], words);
  }

  private BoolResult bool(WpuFunction function, EventHandle event) {
    try (CallFrame frame = new CallFrame()) {
      boolean done = (int) call(function, event.value(), frame.errno()) != 0;
      return done ? BoolResult.TRUE : new BoolResult(false, frame.error());
    }
  }

  private static CallResult result(CallFrame frame, long value) {
    return new CallResult((int) value, (int) value == 0 ? 0 : frame.error());
  }

  private static SocketResult socket(CallFrame frame, long value) {
    return value == -1
        ? new SocketResult(SocketHandle.INVALID, frame.error())
        : SocketResult.of(new SocketHandle(value));
  }

  @Override
  public BoolResult wpuCloseEvent(EventHandle event) {
    return bool(WpuFunction.WPU_CLOSE_EVENT, event);
  }

  @Override
  public BoolResult wpuResetEvent(EventHandle event) {
    return bool(WpuFunction.WPU_RESET_EVENT, event);
  }

  @Override
  public BoolResult wpuSetEvent(EventHandle event) {
    return bool(WpuFunction.WPU_SET_EVENT, event);
  }

  @Override
  public EventResult wpuCreateEvent() {
    try (CallFrame frame = new CallFrame()) {
      long event = call(WpuFunction.WPU_CREATE_EVENT, frame.errno());
      return new EventResult(new EventHandle(event), event == 0 ? frame.error() : 0);
    }
  }

  @Override
  public CallResult wpuCloseSocketHandle(SocketHandle s) {
    try (CallFrame frame = new CallFrame()) {
      return result(frame, call(WpuFunction.WPU_CLOSE_SOCKET_HANDLE, s.value(), frame.errno()));
    }
  }

  @Override
  public SocketResult wpuCreateSocketHandle(int catalogEntryId, long context) {
    try (CallFrame frame = new CallFrame()) {
      long entry = Integer.toUnsignedLong(catalogEntryId);
      return socket(
          frame, call(WpuFunction.WPU_CREATE_SOCKET_HANDLE, entry, context, frame.errno()));
    }
  }

  @Override
  public boolean wpuFDIsSet(SocketHandle s, FdSet set) {
    try (CallFrame frame = new CallFrame()) {
      NativeFdSet given = new NativeFdSet(frame, set);
      return (int) call(WpuFunction.WPU_FD_IS_SET, s.value(), given.address()) != 0;
    }
  }

  @Override
  public PathResult wpuGetProviderPath(Guid providerId, int pathLength) {
    try (CallFrame frame = new CallFrame()) {
      long path = frame.room(Math.max(1, pathLength) * (long) Character.BYTES);
      long length = frame.number(pathLength);
      int value =
          (int)
              call(
                  WpuFunction.WPU_GET_PROVIDER_PATH,
                  frame.bytes(providerId.toBytes()),
                  path,
                  length,
                  frame.errno());
      return value == 0
          ? PathResult.of(frame.readText(path, Math.max(1, pathLength)))
          : new PathResult(value, frame.error(), "", frame.load(length));
    }
  }

  @Override
  public SocketResult wpuModifyIFSHandle(int catalogEntryId, SocketHandle proposed) {
    try (CallFrame frame = new CallFrame()) {
      long entry = Integer.toUnsignedLong(catalogEntryId);
      return socket(
          frame, call(WpuFunction.WPU_MODIFY_IFS_HANDLE, entry, proposed.value(), frame.errno()));
    }
  }

  @Override
  public boolean wpuPostMessage(long hWnd, int message, long wParam, long lParam) {
    long number = Integer.toUnsignedLong(message);
    return (int) call(WpuFunction.WPU_POST_MESSAGE, hWnd, number, wParam, lParam) != 0;
  }

  @Override
  public BlockingCallbackResult wpuQueryBlockingCallback(int catalogEntryId) {
    try (CallFrame frame = new CallFrame()) {
      long function = frame.room(Long.BYTES);
      long context = frame.room(Long.BYTES);
      long entry = Integer.toUnsignedLong(catalogEntryId);
      int value =
          (int)
              call(
                  WpuFunction.WPU_QUERY_BLOCKING_CALLBACK, entry, function, context, frame.errno());
      if (value != 0) {
        return new BlockingCallbackResult(value, frame.error(), null, 0);
      }
      long hook = frame.loadPointer(function);
      return hook == 0
          ? BlockingCallbackResult.NONE
          : new BlockingCallbackResult(
              0,
              0,
              given -> (int) layer.callBack("the blocking callback", hook, given) != 0,
              frame.loadPointer(context));
    }
  }

  @Override
  public ContextResult wpuQuerySocketHandleContext(SocketHandle s) {
    try (CallFrame frame = new CallFrame()) {
      long context = frame.room(Long.BYTES);
      int value =
          (int)
              call(WpuFunction.WPU_QUERY_SOCKET_HANDLE_CONTEXT, s.value(), context, frame.errno());
      return value == 0
          ? ContextResult.of(frame.loadPointer(context))
          : new ContextResult(value, frame.error(), 0);
    }
  }

  /** Past the layer's function: an APC of Java is no pointer that it could be given. */
  @Override
  public CallResult wpuQueueApc(ThreadId threadId, UserApc apc, long context) {
    return layer.upcalls().wpuQueueApc(threadId, apc, context);
  }

  @Override
  public ThreadIdResult wpuOpenCurrentThread() {
    try (CallFrame frame = new CallFrame()) {
      long thread = frame.room(2L * Long.BYTES);
      int value = (int) call(WpuFunction.WPU_OPEN_CURRENT_THREAD, thread, frame.errno());
      return value == 0
          ? ThreadIdResult.of(UpcallServices.threadId(thread))
          : new ThreadIdResult(value, frame.error(), null);
    }
  }

  @Override
  public CallResult wpuCloseThread(ThreadId threadId) {
    try (CallFrame frame = new CallFrame()) {
      return result(
          frame, call(WpuFunction.WPU_CLOSE_THREAD, frame.threadId(threadId), frame.errno()));
    }
  }
}
