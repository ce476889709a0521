package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.BspState;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WspFunction;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Functions of a module that finish before they return: parameters become words and memory, what
 * was written becomes the result. A number that the module returns is passed on as it is.
 */
abstract class NativeCalls implements ServiceProvider {
  private static final int NETWORK_EVENTS = 10;

  /**
   * Calls an entry of the module's table.
   *
   * @param words the arguments, {@code lpErrno} last
   * @return what it returned; its failure with {@code WSANOTINITIALISED} when it is not loaded
   */
  abstract long entry(WspFunction function, CallFrame frame, long... words);

  // A BOOL, an int: the rest of the word is undefined.
  final int call(WspFunction function, CallFrame frame, long... words) {
    return (int) entry(function, frame, words);
  }

  final CallResult result(WspFunction function, CallFrame frame, long... words) {
    int value = call(function, frame, words);
    return new CallResult(value, value == 0 ? 0 : frame.error());
  }

  @Override
  public CallResult wspAsyncSelect(SocketHandle s, long hWnd, int message, int events) {
    try (CallFrame frame = new CallFrame()) {
      return result(
          WspFunction.WSP_ASYNC_SELECT,
          frame,
          s.value(),
          hWnd,
          Integer.toUnsignedLong(message),
          events,
          frame.errno());
    }
  }

  @Override
  public CallResult wspCancelBlockingCall() {
    try (CallFrame frame = new CallFrame()) {
      return result(WspFunction.WSP_CANCEL_BLOCKING_CALL, frame, frame.errno());
    }
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    try (CallFrame frame = new CallFrame()) {
      return result(WspFunction.WSP_CLOSE_SOCKET, frame, s.value(), frame.errno());
    }
  }

  @Override
  public ProtocolInfoResult wspDuplicateSocket(SocketHandle s, int processId) {
    try (CallFrame frame = new CallFrame()) {
      long info = frame.room(ProtocolInfo.SIZE);
      int value =
          call(
              WspFunction.WSP_DUPLICATE_SOCKET,
              frame,
              s.value(),
              Integer.toUnsignedLong(processId),
              info,
              frame.errno());
      return value == 0
          ? new ProtocolInfoResult(
              0, 0, ProtocolInfoLayout.fromBytes(frame.copy(info, ProtocolInfo.SIZE)))
          : new ProtocolInfoResult(value, frame.error(), null);
    }
  }

  @Override
  public NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event) {
    try (CallFrame frame = new CallFrame()) {
      // WSANETWORKEVENTS: lNetworkEvents, then iErrorCode[FD_MAX_EVENTS].
      long events = frame.room((1 + NETWORK_EVENTS) * (long) Integer.BYTES);
      int value =
          call(
              WspFunction.WSP_ENUM_NETWORK_EVENTS,
              frame,
              s.value(),
              event.value(),
              events,
              frame.errno());
      if (value != 0) {
        return new NetworkEventsResult(value, frame.error(), 0, Map.of());
      }
      int recorded = frame.load(events);
      Map<Integer, Integer> errors = new HashMap<>();
      for (int bit = 0; bit < NETWORK_EVENTS; bit++) {
        if ((recorded & 1 << bit) != 0) {
          errors.put(1 << bit, frame.load(events + (1 + bit) * (long) Integer.BYTES));
        }
      }
      return new NetworkEventsResult(0, 0, recorded, errors);
    }
  }

  @Override
  public CallResult wspEventSelect(SocketHandle s, EventHandle event, int events) {
    try (CallFrame frame = new CallFrame()) {
      return result(
          WspFunction.WSP_EVENT_SELECT, frame, s.value(), event.value(), events, frame.errno());
    }
  }

  @Override
  public OptionResult wspGetSockOpt(SocketHandle s, int level, int name, int length) {
    try (CallFrame frame = new CallFrame()) {
      long value = frame.room(Math.max(1, length));
      long size = frame.number(length);
      int result =
          call(
              WspFunction.WSP_GET_SOCK_OPT,
              frame,
              s.value(),
              level,
              name,
              value,
              size,
              frame.errno());
      if (result != 0) {
        return new OptionResult(result, frame.error(), new byte[0]);
      }
      byte[] bytes =
          frame.copy(value, Math.max(0, Math.min(frame.load(size), Math.max(0, length))));
      if (BspState.isValueOf(level, name)) {
        BspState.move(bytes, value, 0);
      }
      return OptionResult.of(bytes);
    }
  }

  @Override
  public CallResult wspSetSockOpt(SocketHandle s, int level, int name, byte[] value) {
    try (CallFrame frame = new CallFrame()) {
      return result(
          WspFunction.WSP_SET_SOCK_OPT,
          frame,
          s.value(),
          level,
          name,
          frame.bytes(value),
          value.length,
          frame.errno());
    }
  }

  @Override
  public BoolResult wspGetQOSByName(SocketHandle s, WsaBuffers name, long qos) {
    try (CallFrame frame = new CallFrame()) {
      int value =
          call(
              WspFunction.WSP_GET_QOS_BY_NAME,
              frame,
              s.value(),
              frame.buffers(name),
              qos,
              frame.errno());
      return value != 0 ? BoolResult.TRUE : new BoolResult(false, frame.error());
    }
  }

  @Override
  public CallResult wspListen(SocketHandle s, int backlog) {
    try (CallFrame frame = new CallFrame()) {
      return result(WspFunction.WSP_LISTEN, frame, s.value(), backlog, frame.errno());
    }
  }

  @Override
  public CallResult wspRecvDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    try (CallFrame frame = new CallFrame()) {
      return result(
          WspFunction.WSP_RECV_DISCONNECT, frame, s.value(), frame.buffer(data), frame.errno());
    }
  }

  @Override
  public CallResult wspSendDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    try (CallFrame frame = new CallFrame()) {
      return result(
          WspFunction.WSP_SEND_DISCONNECT, frame, s.value(), frame.buffer(data), frame.errno());
    }
  }

  @Override
  public CountResult wspSelect(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    try (CallFrame frame = new CallFrame()) {
      NativeFdSet reads = new NativeFdSet(frame, read);
      NativeFdSet writes = new NativeFdSet(frame, write);
      NativeFdSet excepts = new NativeFdSet(frame, except);
      int value =
          call(
              WspFunction.WSP_SELECT,
              frame,
              0, // nfds is ignored
              reads.address(),
              writes.address(),
              excepts.address(),
              frame.time(timeout),
              frame.errno());
      if (value == -1) {
        return new CountResult(value, frame.error());
      }
      reads.store();
      writes.store();
      excepts.store();
      return CountResult.of(value);
    }
  }

  @Override
  public CallResult wspShutdown(SocketHandle s, int how) {
    try (CallFrame frame = new CallFrame()) {
      return result(WspFunction.WSP_SHUTDOWN, frame, s.value(), how, frame.errno());
    }
  }
}
