package dev.wsplab.provider.nativehost;

import static dev.wsplab.provider.nativehost.UpcallServices.failed;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.BspState;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The thirty functions of a provider of any kind, as a hosted layer above it calls them. Results go
 * where the layer's pointers say; a pointer that cannot be read or written gives {@code WSAEFAULT}.
 */
final class LowerServices {
  private static final int FD_MAX_EVENTS = 10;

  private final Supplier<ServiceProvider> table;
  private final ModuleFunctions functions;

  /** Makes Java functions of pointers into the layer's module. */
  interface ModuleFunctions {
    /** The routine at an address. */
    CompletionRoutine routine(long function);

    /** The condition function at an address. */
    AcceptCondition condition(long function);
  }

  LowerServices(Supplier<ServiceProvider> table, ModuleFunctions functions) {
    this.table = table;
    this.functions = functions;
  }

  void on(Gate gate) {
    on(gate, WspFunction.WSP_ACCEPT, 5, this::accept);
    on(gate, WspFunction.WSP_ADDRESS_TO_STRING, 5, this::addressToString);
    on(
        gate,
        WspFunction.WSP_ASYNC_SELECT,
        4,
        a -> call(a, 4, to().wspAsyncSelect(a.socket(0), a.word(1), a.number(2), a.number(3))));
    on(gate, WspFunction.WSP_BIND, 3, this::bind);
    on(
        gate,
        WspFunction.WSP_CANCEL_BLOCKING_CALL,
        0,
        a -> call(a, 0, to().wspCancelBlockingCall()));
    on(gate, WspFunction.WSP_CLEANUP, 0, a -> call(a, 0, to().wspCleanup()));
    on(gate, WspFunction.WSP_CLOSE_SOCKET, 1, a -> call(a, 1, to().wspCloseSocket(a.socket(0))));
    on(gate, WspFunction.WSP_CONNECT, 7, this::connect);
    on(gate, WspFunction.WSP_DUPLICATE_SOCKET, 3, this::duplicate);
    on(gate, WspFunction.WSP_ENUM_NETWORK_EVENTS, 3, this::enumEvents);
    on(
        gate,
        WspFunction.WSP_EVENT_SELECT,
        3,
        a -> call(a, 3, to().wspEventSelect(a.socket(0), a.event(1), a.number(2))));
    on(gate, WspFunction.WSP_GET_PEER_NAME, 3, a -> name(a, to().wspGetPeerName(a.socket(0))));
    on(gate, WspFunction.WSP_GET_SOCK_NAME, 3, a -> name(a, to().wspGetSockName(a.socket(0))));
    on(gate, WspFunction.WSP_GET_SOCK_OPT, 5, this::getOption);
    on(gate, WspFunction.WSP_GET_QOS_BY_NAME, 3, this::qosByName);
    on(gate, WspFunction.WSP_JOIN_LEAF, 8, this::joinLeaf);
    on(gate, WspFunction.WSP_LISTEN, 2, a -> call(a, 2, to().wspListen(a.socket(0), a.number(1))));
    on(
        gate,
        WspFunction.WSP_RECV_DISCONNECT,
        2,
        a -> call(a, 2, to().wspRecvDisconnect(a.socket(0), a.buffer(1))));
    on(gate, WspFunction.WSP_SELECT, 5, this::select);
    on(
        gate,
        WspFunction.WSP_SEND_DISCONNECT,
        2,
        a -> call(a, 2, to().wspSendDisconnect(a.socket(0), a.buffer(1))));
    on(gate, WspFunction.WSP_SET_SOCK_OPT, 5, this::setOption);
    on(
        gate,
        WspFunction.WSP_SHUTDOWN,
        2,
        a -> call(a, 2, to().wspShutdown(a.socket(0), a.number(1))));
    on(gate, WspFunction.WSP_SOCKET, 6, this::socket);
    on(gate, WspFunction.WSP_STRING_TO_ADDRESS, 5, this::stringToAddress);
  }

  // WSPGetOverlappedResult and WSPGetQOSByName return a BOOL.
  static void on(Gate gate, WspFunction function, int errno, Gate.Service service) {
    boolean bool =
        function == WspFunction.WSP_GET_OVERLAPPED_RESULT
            || function == WspFunction.WSP_GET_QOS_BY_NAME;
    gate.on(
        function.winsockName(),
        a -> {
          try {
            return service.serve(a);
          } catch (AccessViolationException e) {
            long value = failed(a, errno, WsaError.WSAEFAULT.code());
            return bool ? 0 : value;
          }
        });
  }

  private ServiceProvider to() {
    return table.get();
  }

  // ---- results and parameters

  private static long call(Arguments a, int errno, CallResult result) {
    return result.returnValue() == 0 ? 0 : failed(a, errno, result.errno());
  }

  private static @Nullable ProtocolInfo info(long address) {
    if (address == 0) {
      return null;
    }
    byte[] bytes = new byte[ProtocolInfo.SIZE];
    Arguments.memory().read(address, bytes, 0, bytes.length);
    return ProtocolInfoLayout.fromBytes(bytes);
  }

  /** An address that has to be there: without one the answer is WSAEFAULT. */
  private static Sockaddr required(Arguments a, int address, int length) {
    Sockaddr given = a.sockaddr(address, length);
    if (given == null) {
      throw new AccessViolationException(a.word(address));
    }
    return given;
  }

  /** Writes an address and its length, when both fit. */
  private static long address(Arguments a, int room, int length, int errno, Sockaddr address) {
    if (a.word(room) == 0 || a.word(length) == 0) {
      return 0;
    }
    if (a.load(length) < address.length()) {
      return failed(a, errno, WsaError.WSAEFAULT.code());
    }
    address.write(Arguments.memory(), a.word(room));
    a.store(length, address.length());
    return 0;
  }

  // ---- the functions

  private long accept(Arguments a) {
    AcceptCondition condition = a.word(3) == 0 ? null : functions.condition(a.word(3));
    AcceptResult result = to().wspAccept(a.socket(0), condition, a.word(4));
    if (!result.succeeded()) {
      return failed(a, 5, result.errno());
    }
    Sockaddr peer = result.address();
    if (peer != null && address(a, 1, 2, 5, peer) != 0) {
      to().wspCloseSocket(result.socket());
      return -1;
    }
    return result.socket().value();
  }

  private long addressToString(Arguments a) {
    TextResult result = to().wspAddressToString(required(a, 0, 1), info(a.word(2)));
    if (result.returnValue() != 0) {
      return failed(a, 5, result.errno());
    }
    int needed = result.text().length() + 1;
    boolean fits = a.load(4) >= needed;
    a.store(4, needed);
    if (!fits) {
      return failed(a, 5, WsaError.WSAEFAULT.code());
    }
    UpcallServices.writeText(result.text(), a.word(3));
    return 0;
  }

  private long stringToAddress(Arguments a) {
    AddressResult result =
        to().wspStringToAddress(UpcallServices.readText(a.word(0)), a.number(1), info(a.word(2)));
    Sockaddr address = result.address();
    return address == null ? failed(a, 5, result.errno()) : address(a, 3, 4, 5, address);
  }

  private long bind(Arguments a) {
    return call(a, 3, to().wspBind(a.socket(0), required(a, 1, 2)));
  }

  private long connect(Arguments a) {
    return call(
        a,
        7,
        to().wspConnect(
                a.socket(0), required(a, 1, 2), a.buffer(3), a.buffer(4), a.word(5), a.word(6)));
  }

  private long joinLeaf(Arguments a) {
    SocketResult result =
        to().wspJoinLeaf(
                a.socket(0),
                required(a, 1, 2),
                a.buffer(3),
                a.buffer(4),
                a.word(5),
                a.word(6),
                a.number(7));
    return result.succeeded() ? result.socket().value() : failed(a, 8, result.errno());
  }

  private long duplicate(Arguments a) {
    ProtocolInfoResult result = to().wspDuplicateSocket(a.socket(0), a.number(1));
    ProtocolInfo info = result.protocolInfo();
    if (info == null) {
      return failed(a, 3, result.errno());
    }
    Arguments.memory().write(ProtocolInfoLayout.toBytes(info), 0, ProtocolInfo.SIZE, a.word(2));
    return 0;
  }

  private long enumEvents(Arguments a) {
    NetworkEventsResult result = to().wspEnumNetworkEvents(a.socket(0), a.event(1));
    if (result.returnValue() != 0) {
      return failed(a, 3, result.errno());
    }
    Arguments.memory().storeInt(a.word(2), result.events());
    for (int bit = 0; bit < FD_MAX_EVENTS; bit++) {
      long at = a.word(2) + (1 + bit) * (long) Integer.BYTES;
      Arguments.memory().storeInt(at, result.errorOf(1 << bit));
    }
    return 0;
  }

  private static long name(Arguments a, AddressResult result) {
    Sockaddr address = result.address();
    return address == null ? failed(a, 3, result.errno()) : address(a, 1, 2, 3, address);
  }

  private long getOption(Arguments a) {
    OptionResult result = to().wspGetSockOpt(a.socket(0), a.number(1), a.number(2), a.load(4));
    if (result.returnValue() != 0) {
      return failed(a, 5, result.errno());
    }
    byte[] value = result.value();
    if (BspState.isValueOf(a.number(1), a.number(2))) {
      BspState.move(value, 0, a.word(3));
    }
    Arguments.memory().write(value, 0, value.length, a.word(3));
    a.store(4, value.length);
    return 0;
  }

  private long setOption(Arguments a) {
    byte[] value = new byte[Math.max(0, a.number(4))];
    Arguments.memory().read(a.word(3), value, 0, value.length);
    return call(a, 5, to().wspSetSockOpt(a.socket(0), a.number(1), a.number(2), value));
  }

  private long qosByName(Arguments a) {
    WsaBuffers name = WsaBuffers.at(a.word(1), 1);
    BoolResult result = to().wspGetQOSByName(a.socket(0), name, a.word(2));
    if (!result.returnValue()) {
      failed(a, 3, result.errno());
      return 0;
    }
    return 1;
  }

  private long select(Arguments a) {
    FdSet read = NativeFdSet.at(a.word(1));
    FdSet write = NativeFdSet.at(a.word(2));
    FdSet except = NativeFdSet.at(a.word(3));
    CountResult result = to().wspSelect(read, write, except, time(a.word(4)));
    if (result.returnValue() == -1) {
      return failed(a, 5, result.errno());
    }
    store(a.word(1), read);
    store(a.word(2), write);
    store(a.word(3), except);
    return result.returnValue();
  }

  private static void store(long address, @Nullable FdSet set) {
    if (set != null) {
      NativeFdSet.write(address, set);
    }
  }

  private static @Nullable TimeVal time(long address) {
    return address == 0
        ? null
        : new TimeVal(
            Arguments.memory().loadInt(address),
            Arguments.memory().loadInt(address + Integer.BYTES));
  }

  private long socket(Arguments a) {
    ProtocolInfo info = info(a.word(3));
    if (info == null) {
      return failed(a, 6, WsaError.WSAEINVAL.code());
    }
    SocketResult result =
        to().wspSocket(a.number(0), a.number(1), a.number(2), info, a.number(4), a.number(5));
    return result.succeeded() ? result.socket().value() : failed(a, 6, result.errno());
  }
}
