package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SystemFile;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.AcceptEx;
import dev.wsplab.spi.ExtensionFunction.ConnectEx;
import dev.wsplab.spi.ExtensionFunction.DisconnectEx;
import dev.wsplab.spi.ExtensionFunction.GetAcceptExSockaddrs;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.Sockaddrs;
import dev.wsplab.spi.ExtensionFunction.TransmitFile;
import dev.wsplab.spi.ExtensionFunction.TransmitPackets;
import dev.wsplab.spi.ExtensionFunction.WsaPoll;
import dev.wsplab.spi.ExtensionFunction.WsaRecvMsg;
import dev.wsplab.spi.ExtensionFunction.WsaSendMsg;
import dev.wsplab.spi.PollArray;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.TransmitElementArray;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Extension functions of a provider below a hosted layer. What Java hands out as their pointers is
 * data, and a layer in C would jump there: it gets trampolines instead, one for each kind of
 * function (WSP-IOCTL-3). Thread-safe.
 */
final class LowerExtensions {
  private static final int MOST = 1 << 16;

  private final Supplier<Ws2Exports> exports;
  private final LongFunction<CompletionRoutine> routines;
  private final StubFinder stubs;
  // The functions by the name of their trampoline. A provider has one of each for all its sockets.
  private final Map<String, ExtensionFunction> functions = new ConcurrentHashMap<>();

  /** Finds trampolines. */
  @FunctionalInterface
  interface StubFinder {
    /** The address of a function's trampoline. */
    long stub(String function);
  }

  LowerExtensions(
      Supplier<Ws2Exports> exports, LongFunction<CompletionRoutine> routines, StubFinder stubs) {
    this.exports = exports;
    this.routines = routines;
    this.stubs = stubs;
  }

  /** After a control call that may have written a pointer. */
  void given(int code, long in, int inLength, long out, int outLength) {
    if (code != Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER || outLength < Long.BYTES) {
      return;
    }
    long pointer = UpcallServices.loadPointer(out);
    ExtensionFunction function = exports.get().extensionFunction(pointer).orElse(null);
    String name = function == null ? null : nameOf(function);
    if (function != null && name != null) {
      functions.put(name, function);
      CallFrame.storePointer(out, stubs.stub(name));
    }
  }

  private static @Nullable String nameOf(ExtensionFunction function) {
    if (function instanceof AcceptEx) {
      return "ExtensionAcceptEx";
    }
    if (function instanceof ConnectEx) {
      return "ExtensionConnectEx";
    }
    if (function instanceof DisconnectEx) {
      return "ExtensionDisconnectEx";
    }
    if (function instanceof GetAcceptExSockaddrs) {
      return "ExtensionGetAcceptExSockaddrs";
    }
    if (function instanceof TransmitFile) {
      return "ExtensionTransmitFile";
    }
    if (function instanceof TransmitPackets) {
      return "ExtensionTransmitPackets";
    }
    if (function instanceof WsaPoll) {
      return "ExtensionWSAPoll";
    }
    if (function instanceof WsaRecvMsg) {
      return "ExtensionWSARecvMsg";
    }
    return function instanceof WsaSendMsg ? "ExtensionWSASendMsg" : null;
  }

  void on(Gate gate) {
    on(gate, "ExtensionAcceptEx", AcceptEx.class, this::acceptEx, 0);
    on(gate, "ExtensionConnectEx", ConnectEx.class, this::connectEx, 0);
    on(gate, "ExtensionDisconnectEx", DisconnectEx.class, this::disconnectEx, 0);
    on(gate, "ExtensionGetAcceptExSockaddrs", GetAcceptExSockaddrs.class, this::sockaddrs, 0);
    on(gate, "ExtensionTransmitFile", TransmitFile.class, this::transmitFile, 0);
    on(gate, "ExtensionTransmitPackets", TransmitPackets.class, LowerExtensions::packets, 0);
    on(gate, "ExtensionWSAPoll", WsaPoll.class, LowerExtensions::poll, -1);
    on(gate, "ExtensionWSARecvMsg", WsaRecvMsg.class, this::recvMsg, -1);
    on(gate, "ExtensionWSASendMsg", WsaSendMsg.class, this::sendMsg, -1);
  }

  /** What serves a call with the function that is meant. */
  @FunctionalInterface
  private interface With<F> {
    long call(F function, Arguments arguments);
  }

  private <F extends ExtensionFunction> void on(
      Gate gate, String name, Class<F> type, With<F> service, long failure) {
    gate.on(
        name,
        a -> {
          F function = type.cast(functions.get(name));
          if (function == null) {
            return failed(WsaError.WSAEOPNOTSUPP.code(), failure);
          }
          try {
            return service.call(function, a);
          } catch (AccessViolationException e) {
            return failed(WsaError.WSAEFAULT.code(), failure);
          }
        });
  }

  private static long failed(int error, long value) {
    ModuleNatives.tellLastError(error);
    return value;
  }

  /** Stores the byte count, where there is a place for it, when it is final. */
  private static long result(Arguments a, int bytes, Result result) {
    if (!result.returnValue()) {
      return failed(result.error(), 0);
    }
    if (bytes >= 0) {
      a.store(bytes, result.bytes());
    }
    return 1;
  }

  private long acceptEx(AcceptEx function, Arguments a) {
    return result(
        a,
        6,
        function.acceptEx(
            a.socket(0),
            a.socket(1),
            a.word(2),
            a.number(3),
            a.number(4),
            a.number(5),
            a.overlapped(7)));
  }

  private long connectEx(ConnectEx function, Arguments a) {
    Sockaddr name = a.sockaddr(1, 2);
    if (name == null) {
      return failed(WsaError.WSAEFAULT.code(), 0);
    }
    return result(
        a, 5, function.connectEx(a.socket(0), name, a.word(3), a.number(4), a.overlapped(6)));
  }

  private long disconnectEx(DisconnectEx function, Arguments a) {
    return result(
        a, -1, function.disconnectEx(a.socket(0), a.overlapped(1), a.number(2), a.number(3)));
  }

  /** The pointers go into the output, each area of which is 16 bytes larger than its address. */
  private long sockaddrs(GetAcceptExSockaddrs function, Arguments a) {
    Sockaddrs found =
        function.getAcceptExSockaddrs(a.word(0), a.number(1), a.number(2), a.number(3));
    long local = a.word(0) + Integer.toUnsignedLong(a.number(1));
    long remote = local + Integer.toUnsignedLong(a.number(2));
    CallFrame.storePointer(a.word(4), placeOf(found.local(), local, a.number(2)));
    a.store(5, found.local().length());
    CallFrame.storePointer(a.word(6), placeOf(found.remote(), remote, a.number(3)));
    a.store(7, found.remote().length());
    return 0;
  }

  /** Where a provider has put an address in its area is its own matter; what lies there stays. */
  private static long placeOf(Sockaddr address, long area, int room) {
    for (int at = 0; at + address.length() <= room; at++) {
      if (Sockaddr.read(Arguments.memory(), area + at, address.length()).equals(address)) {
        return area + at;
      }
    }
    throw new AccessViolationException(area);
  }

  /** TRANSMIT_FILE_BUFFERS: Head, HeadLength, Tail, TailLength. */
  private long transmitFile(TransmitFile function, Arguments a) {
    SystemFile file = a.word(1) == 0 ? null : SystemFile.of(a.word(1));
    if (a.word(1) != 0 && file == null) {
      return failed(Win32Error.ERROR_INVALID_HANDLE.code(), 0);
    }
    long buffers = a.word(5);
    return result(
        a,
        -1,
        function.transmitFile(
            a.socket(0),
            file,
            a.number(2),
            a.number(3),
            a.overlapped(4),
            buffers == 0 ? null : part(buffers),
            buffers == 0 ? null : part(buffers + 2L * Native.POINTER_SIZE),
            a.number(6)));
  }

  private static long packets(TransmitPackets function, Arguments a) {
    int count = a.number(2);
    if (count < 0 || count > MOST) {
      return failed(WsaError.WSAENOBUFS.code(), 0);
    }
    List<TransmitElement> elements =
        new TransmitElementArray(Arguments.memory(), a.word(1)).read(count);
    return elements == null
        ? failed(Win32Error.ERROR_INVALID_HANDLE.code(), 0)
        : result(
            a,
            -1,
            function.transmitPackets(
                a.socket(0), elements, a.number(3), a.overlapped(4), a.number(5)));
  }

  private static @Nullable WsaBuffers part(long at) {
    long address = UpcallServices.loadPointer(at);
    int length = Arguments.memory().loadInt(at + Native.POINTER_SIZE);
    return address == 0 ? null : WsaBuffers.of(address, length);
  }

  private static long poll(WsaPoll function, Arguments a) {
    int count = a.number(1);
    if (count < 0 || count > MOST) {
      return failed(WsaError.WSAENOBUFS.code(), -1);
    }
    if (a.word(0) == 0) {
      return failed(WsaError.WSAEFAULT.code(), -1);
    }
    PollArray array = new PollArray(Arguments.memory(), a.word(0));
    PollResult result = function.wsaPoll(array.fds(count), a.number(2));
    array.revents(result.revents());
    return result.returnValue() < 0 ? failed(result.errno(), -1) : result.returnValue();
  }

  private @Nullable CompletionRoutine routine(Arguments a, int index) {
    return a.word(index) == 0 ? null : routines.apply(a.word(index));
  }

  private long recvMsg(WsaRecvMsg function, Arguments a) {
    return transfer(
        a,
        2,
        function.wsaRecvMsg(a.socket(0), WsaMsg.at(a.word(1)), a.overlapped(3), routine(a, 4)));
  }

  private long sendMsg(WsaSendMsg function, Arguments a) {
    return transfer(
        a,
        3,
        function.wsaSendMsg(
            a.socket(0), WsaMsg.at(a.word(1)), a.number(2), a.overlapped(4), routine(a, 5)));
  }

  private static long transfer(Arguments a, int bytes, TransferResult result) {
    if (result.succeeded() || result.isTruncated()) {
      a.store(bytes, result.bytes());
    }
    return result.succeeded() ? 0 : failed(result.errno(), -1);
  }
}
