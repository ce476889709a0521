package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SystemFile;
import dev.wsplab.overlapped.Overlapped;
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
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.PollArray;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.TransmitElementArray;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Extension functions of a hosted module, as Java calls them: the pointer that the module gives to
 * {@code SIO_GET_EXTENSION_FUNCTION_POINTER} is taken in, and one that stands for it is handed out
 * (WSP-IOCTL-3). Thread-safe.
 */
final class ModuleExtensions {
  /** There is no handle that the module could be given. */
  private static final Result OPENED_BY_JAVA = new Result(false, WsaError.WSAEOPNOTSUPP.code(), 0);

  private final Supplier<Ws2Exports> exports;
  private final HostedModule module;
  // By the module's pointer: the same one gets the same function.
  private final Map<Long, ExtensionFunction> functions = new ConcurrentHashMap<>();

  ModuleExtensions(Supplier<Ws2Exports> exports, HostedModule module) {
    this.exports = exports;
    this.module = module;
  }

  /** After a control call that may have written a pointer. */
  void given(int code, long in, int inLength, long out, int outLength) {
    boolean asked = code == Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER;
    if (!asked || inLength < Guid.SIZE || outLength < Long.BYTES) {
      return;
    }
    long pointer = UpcallServices.loadPointer(out);
    if (pointer == 0 || exports.get().extensionFunction(pointer).isPresent()) {
      return;
    }
    Guid id = UpcallServices.guid(in);
    ExtensionFunction function = functions.computeIfAbsent(pointer, at -> make(id, at));
    if (function != Unknown.FUNCTION) {
      CallFrame.storePointer(out, exports.get().extensionPointer(function));
    }
  }

  /** What is passed on as it is. */
  private enum Unknown implements ExtensionFunction {
    FUNCTION
  }

  private ExtensionFunction make(Guid id, long at) {
    if (id.equals(ExtensionFunction.WSAID_ACCEPTEX)) {
      return acceptEx(at);
    }
    if (id.equals(ExtensionFunction.WSAID_CONNECTEX)) {
      return connectEx(at);
    }
    if (id.equals(ExtensionFunction.WSAID_DISCONNECTEX)) {
      return disconnectEx(at);
    }
    if (id.equals(ExtensionFunction.WSAID_GETACCEPTEXSOCKADDRS)) {
      return sockaddrs(at);
    }
    if (id.equals(ExtensionFunction.WSAID_TRANSMITFILE)) {
      return transmitFile(at);
    }
    if (id.equals(ExtensionFunction.WSAID_TRANSMITPACKETS)) {
      return transmitPackets(at);
    }
    if (id.equals(ExtensionFunction.WSAID_WSARECVMSG)) {
      return recvMsg(at);
    }
    if (id.equals(ExtensionFunction.WSAID_WSAPOLL)) {
      return poll(at);
    }
    return id.equals(ExtensionFunction.WSAID_WSASENDMSG) ? sendMsg(at) : Unknown.FUNCTION;
  }

  private static long address(@Nullable Overlapped overlapped) {
    return overlapped == null ? 0 : overlapped.address();
  }

  /** Such a function returns FALSE and tells by the thread's last error. */
  private Result call(CallFrame frame, String name, long at, long bytes, long... words) {
    int before = exports.get().kernel().threads().lastError();
    boolean done = (int) module.callBack(name, at, words) != 0;
    int error = exports.get().kernel().threads().lastError();
    exports.get().kernel().threads().setLastError(before);
    if (done) {
      return Result.done(bytes == 0 ? 0 : frame.load(bytes));
    }
    return new Result(false, error, 0);
  }

  private AcceptEx acceptEx(long at) {
    return (listen, accept, output, receive, local, remote, overlapped) -> {
      try (CallFrame frame = new CallFrame()) {
        long bytes = frame.number(0);
        return call(
            frame,
            "AcceptEx",
            at,
            bytes,
            listen.value(),
            accept.value(),
            output,
            Integer.toUnsignedLong(receive),
            Integer.toUnsignedLong(local),
            Integer.toUnsignedLong(remote),
            bytes,
            address(overlapped));
      }
    };
  }

  private ConnectEx connectEx(long at) {
    return (s, name, data, length, overlapped) -> {
      try (CallFrame frame = new CallFrame()) {
        long bytes = frame.number(0);
        return call(
            frame,
            "ConnectEx",
            at,
            bytes,
            s.value(),
            frame.address(name),
            name.length(),
            data,
            Integer.toUnsignedLong(length),
            bytes,
            address(overlapped));
      }
    };
  }

  private DisconnectEx disconnectEx(long at) {
    return (s, overlapped, flags, reserved) -> {
      try (CallFrame frame = new CallFrame()) {
        return call(
            frame,
            "DisconnectEx",
            at,
            0,
            s.value(),
            address(overlapped),
            Integer.toUnsignedLong(flags),
            Integer.toUnsignedLong(reserved));
      }
    };
  }

  private TransmitFile transmitFile(long at) {
    return (s, file, bytes, perSend, overlapped, head, tail, flags) -> {
      if (file != null && !(file instanceof SystemFile)) {
        return OPENED_BY_JAVA;
      }
      try (CallFrame frame = new CallFrame()) {
        return call(
            frame,
            "TransmitFile",
            at,
            0,
            s.value(),
            file instanceof SystemFile opened ? opened.handle() : 0,
            Integer.toUnsignedLong(bytes),
            Integer.toUnsignedLong(perSend),
            address(overlapped),
            head == null && tail == null ? 0 : frame.transmitBuffers(head, tail),
            Integer.toUnsignedLong(flags));
      }
    };
  }

  private TransmitPackets transmitPackets(long at) {
    return (s, elements, size, overlapped, flags) -> {
      try (CallFrame frame = new CallFrame()) {
        long array = frame.room(Math.max(1, (long) elements.size() * TransmitElementArray.ELEMENT));
        if (!new TransmitElementArray(exports.get().kernel().memory(), array).write(elements)) {
          return OPENED_BY_JAVA;
        }
        return call(
            frame,
            "TransmitPackets",
            at,
            0,
            s.value(),
            array,
            elements.size(),
            Integer.toUnsignedLong(size),
            address(overlapped),
            Integer.toUnsignedLong(flags));
      }
    };
  }

  private GetAcceptExSockaddrs sockaddrs(long at) {
    return (output, receive, local, remote) -> {
      try (CallFrame frame = new CallFrame()) {
        long localAt = frame.room(Long.BYTES);
        long localLength = frame.number(0);
        long remoteAt = frame.room(Long.BYTES);
        long remoteLength = frame.number(0);
        module.callBack(
            "GetAcceptExSockaddrs",
            at,
            output,
            Integer.toUnsignedLong(receive),
            Integer.toUnsignedLong(local),
            Integer.toUnsignedLong(remote),
            localAt,
            localLength,
            remoteAt,
            remoteLength);
        return new Sockaddrs(
            read(frame, localAt, localLength), read(frame, remoteAt, remoteLength));
      }
    };
  }

  private static Sockaddr read(CallFrame frame, long address, long length) {
    return Sockaddr.ofBytes(frame.copy(frame.loadPointer(address), frame.load(length)));
  }

  private WsaRecvMsg recvMsg(long at) {
    return (s, message, overlapped, routine) ->
        transfer(
            "WSARecvMsg",
            at,
            s,
            overlapped,
            routine,
            (bytes, pointer) ->
                new long[] {s.value(), message.address(), bytes, address(overlapped), pointer});
  }

  private WsaSendMsg sendMsg(long at) {
    return (s, message, flags, overlapped, routine) ->
        transfer(
            "WSASendMsg",
            at,
            s,
            overlapped,
            routine,
            (bytes, pointer) ->
                new long[] {
                  s.value(),
                  message.address(),
                  Integer.toUnsignedLong(flags),
                  bytes,
                  address(overlapped),
                  pointer
                });
  }

  private WsaPoll poll(long at) {
    return (fds, timeout) -> {
      try (CallFrame frame = new CallFrame()) {
        long entries = frame.room(Math.max(1, (long) fds.size() * PollArray.ENTRY));
        PollArray array = new PollArray(exports.get().kernel().memory(), entries);
        array.fds(fds);
        int before = exports.get().kernel().threads().lastError();
        int value = (int) module.callBack("WSAPoll", at, entries, fds.size(), timeout);
        int error = exports.get().kernel().threads().lastError();
        exports.get().kernel().threads().setLastError(before);
        return value < 0
            ? new PollResult(value, error, List.of())
            : new PollResult(value, 0, array.allRevents(fds.size()));
      }
    };
  }

  /** The arguments, once the places of the byte count and the routine are known. */
  @FunctionalInterface
  private interface Words {
    long[] with(long bytes, long routine);
  }

  private TransferResult transfer(
      String name,
      long at,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      Words words) {
    try (CallFrame frame = new CallFrame()) {
      long bytes = frame.number(0);
      return module
          .callbacks()
          .withRoutine(
              overlapped,
              routine,
              module.stub("CompletionRoutine"),
              pointer -> {
                int before = exports.get().kernel().threads().lastError();
                int value = (int) module.callBack(name, at, words.with(bytes, pointer));
                int error = value == 0 ? 0 : exports.get().kernel().threads().lastError();
                exports.get().kernel().threads().setLastError(before);
                boolean cut = error == WsaError.WSAEMSGSIZE.code();
                return new TransferResult(
                    value, error, value == 0 || cut ? frame.load(bytes) : 0, 0);
              });
    }
  }
}
