package dev.wsplab.grid;

import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketObjects;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/** By the type of a parameter: a value to which no function objects, and bad ones. */
final class BadValues {
  /** Makes a value in an environment; the second one is another environment. */
  @FunctionalInterface
  interface Maker {
    @Nullable Object make(GridWorld world, GridWorld other);
  }

  /** A handle value that was never given to anybody. */
  private static final long NEVER = 0x7FFF_FFF0L;

  /** Addresses that cannot be used, as in the test of the guard. */
  private static final Map<String, ToLongFunction<GridWorld>> ADDRESSES = addresses();

  private static Map<String, ToLongFunction<GridWorld>> addresses() {
    Map<String, ToLongFunction<GridWorld>> addresses = new LinkedHashMap<>();
    addresses.put("null", w -> 0L);
    addresses.put("low", w -> 0x10L);
    addresses.put("kernel's", w -> Long.MIN_VALUE);
    addresses.put("hole", w -> 0x0001_0000_0000_0000L);
    addresses.put("last", w -> -8L);
    addresses.put("read-only", GridWorld::readOnly);
    addresses.put("gone", GridWorld::inaccessible);
    addresses.put("ends", w -> w.inaccessible() - 2);
    return addresses;
  }

  private BadValues() {}

  /** A good value of this type, or of none if the grid does not know the type. */
  static @Nullable Function<GridWorld, @Nullable Object> good(Type generic) {
    Class<?> type = rawType(generic);
    if (type == SocketHandle.class || type == Handle.class) {
      return w -> type == Handle.class ? w.event : w.socket();
    }
    Map<Class<?>, Function<GridWorld, @Nullable Object>> values =
        Map.ofEntries(
            Map.entry(int.class, w -> 0),
            Map.entry(Integer.class, w -> 260),
            Map.entry(long.class, w -> w.room),
            Map.entry(boolean.class, w -> false),
            Map.entry(EventHandle.class, w -> w.event),
            Map.entry(PortHandle.class, w -> w.port),
            Map.entry(ThreadHandle.class, w -> w.thread),
            Map.entry(Sockaddr.class, w -> Sockaddr.loopback(9)),
            Map.entry(WsaBuffers.class, w -> WsaBuffers.of(w.room, 16)),
            Map.entry(Overlapped.class, w -> w.structures.overlapped()),
            Map.entry(ProtocolInfo.class, w -> w.host.catalog().entries().get(0)),
            Map.entry(Guid.class, w -> w.layerId),
            Map.entry(String.class, w -> "127.0.0.1"),
            Map.entry(byte[].class, w -> new byte[4]),
            Map.entry(FdSet.class, w -> FdSet.of(w.socket())),
            Map.entry(TimeVal.class, w -> new TimeVal(0, 0)),
            Map.entry(CompletionEntries.class, w -> w.entries),
            Map.entry(UserApc.class, w -> (UserApc) context -> {}),
            Map.entry(Runnable.class, w -> (Runnable) () -> {}),
            Map.entry(
                GuardedMemory.OverlappedWords.class,
                w -> (GuardedMemory.OverlappedWords<Long>) (i, high, o, oh, event) -> i),
            Map.entry(BooleanSupplier.class, w -> (BooleanSupplier) () -> true),
            Map.entry(NativeBlock.class, w -> w.block),
            Map.entry(WsaMsg.class, w -> w.message()),
            Map.entry(ThreadId.class, w -> new ThreadId(w.thread, 0)),
            Map.entry(SocketObjects.Flavour.class, w -> SocketObjects.Flavour.values()[0]),
            Map.entry(
                ExtensionFunction.class,
                w -> (ExtensionFunction.DisconnectEx) (s, o, f, r) -> null));
    if (NULLABLE.contains(type)) {
      return w -> null;
    }
    return type == List.class ? goodList(generic) : values.get(type);
  }

  /** Types whose good value is null: a parameter that the client leaves out. */
  private static final List<Class<?>> NULLABLE =
      List.of(Object.class, CompletionRoutine.class, AcceptCondition.class, FileChannel.class);

  private static @Nullable Function<GridWorld, @Nullable Object> goodList(Type generic) {
    return switch (elementOf(generic).getSimpleName()) {
      case "EventHandle", "Handle" -> w -> List.of(w.event);
      case "PollFd" -> w -> List.of(new PollFd(w.socket(), 0));
      case "ProtocolInfo" -> w -> List.of(w.baseEntry());
      case "Integer", "TransmitElement", "Guid" -> w -> List.of();
      default -> null;
    };
  }

  /** Bad values of this type by name; none for types of which every value is good. */
  static Map<String, Maker> bad(Type generic) {
    Class<?> type = rawType(generic);
    Map<String, Maker> values = new LinkedHashMap<>();
    if (type == int.class) {
      values.put("-1", (w, o) -> -1);
      values.put("huge", (w, o) -> Integer.MAX_VALUE);
      values.put("lowest", (w, o) -> Integer.MIN_VALUE);
    } else if (type == long.class) {
      ADDRESSES.forEach((name, a) -> values.put(name, (w, o) -> a.applyAsLong(w)));
    } else if (type == SocketHandle.class) {
      handles(values, SocketHandle::new);
      values.put("closed", (w, o) -> w.closedSocket());
      values.put("port", (w, o) -> new SocketHandle(w.port.value()));
      values.put("foreign", (w, o) -> o.socket());
    } else if (type == EventHandle.class || type == Handle.class) {
      handles(values, EventHandle::new);
      values.put("closed", (w, o) -> w.closedEvent());
      values.put("port", (w, o) -> new EventHandle(w.port.value()));
      values.put("foreign", (w, o) -> o.event);
    } else if (type == PortHandle.class) {
      handles(values, PortHandle::new);
      values.put("closed", (w, o) -> w.closedPort());
      values.put("event", (w, o) -> new PortHandle(w.event.value()));
      values.put("foreign", (w, o) -> o.port);
    } else if (type == ThreadHandle.class) {
      handles(values, ThreadHandle::new);
      values.put("closed", (w, o) -> w.closedThread());
      values.put("event", (w, o) -> new ThreadHandle(w.event.value()));
    } else {
      objects(type, generic, values);
    }
    return values;
  }

  private static void handles(Map<String, Maker> values, Function<Long, Handle> make) {
    values.put("never", (w, o) -> make.apply(NEVER));
    values.put("0", (w, o) -> make.apply(0L));
    values.put("-1", (w, o) -> make.apply(-1L));
  }

  private static void objects(Class<?> type, Type generic, Map<String, Maker> values) {
    if (type != boolean.class && !NULLABLE.contains(type)) {
      values.put("null", (w, o) -> null);
    }
    if (type == Overlapped.class) {
      ADDRESSES.forEach(
          (name, a) -> values.put("at " + name, (w, o) -> Overlapped.at(a.applyAsLong(w))));
    } else if (type == WsaBuffers.class) {
      ADDRESSES.forEach(
          (name, a) -> values.put(name, (w, o) -> WsaBuffers.of(a.applyAsLong(w), 16)));
      ADDRESSES.forEach(
          (name, a) -> values.put("array " + name, (w, o) -> WsaBuffers.at(a.applyAsLong(w), 1)));
      values.put("count -1", (w, o) -> WsaBuffers.at(w.room, -1));
      values.put("count huge", (w, o) -> WsaBuffers.at(w.room, Integer.MAX_VALUE));
    } else if (type == WsaMsg.class) {
      ADDRESSES.forEach(
          (name, a) -> values.put("at " + name, (w, o) -> WsaMsg.at(a.applyAsLong(w))));
    } else if (type == Sockaddr.class) {
      values.put("short", (w, o) -> Sockaddr.ofBytes(new byte[] {2, 0}));
      values.put("family 77", (w, o) -> Sockaddr.ofBytes(Arrays.copyOf(new byte[] {77}, 16)));
    } else if (type == String.class) {
      values.put("empty", (w, o) -> "");
      values.put("long", (w, o) -> "x".repeat(300));
    } else if (type == Guid.class) {
      values.put("unknown", (w, o) -> Guid.of("00000000-0000-0000-0000-000000000001"));
    } else if (type == Integer.class) {
      values.put("0", (w, o) -> 0);
      values.put("-1", (w, o) -> -1);
    } else if (type == ProtocolInfo.class) {
      values.put("unknown", (w, o) -> w.baseEntry().toBuilder().catalogEntryId(0x7777).build());
    } else if (type == ThreadId.class) {
      values.put("closed", (w, o) -> new ThreadId(w.closedThread(), 0));
      values.put("never", (w, o) -> new ThreadId(new ThreadHandle(NEVER), 0));
    } else if (type == byte[].class) {
      values.put("empty", (w, o) -> new byte[0]);
      values.put("1 byte", (w, o) -> new byte[1]);
    } else if (type == FdSet.class) {
      values.put("empty", (w, o) -> new FdSet());
      values.put("closed", (w, o) -> FdSet.of(w.closedSocket()));
    } else if (type == List.class) {
      lists(elementOf(generic), values);
    }
  }

  private static void lists(Class<?> element, Map<String, Maker> values) {
    values.put("empty", (w, o) -> List.of());
    if (element == EventHandle.class || element == Handle.class) {
      values.put("closed", (w, o) -> List.of(w.closedEvent()));
      values.put("65", (w, o) -> Collections.nCopies(65, w.event));
      values.put("twice", (w, o) -> List.of(w.event, w.event));
    } else if (element == PollFd.class) {
      values.put("closed", (w, o) -> List.of(new PollFd(w.closedSocket(), 0)));
    } else if (element == Guid.class) {
      values.put("unknown", (w, o) -> List.of(Guid.of("00000000-0000-0000-0000-000000000001")));
    } else if (element == Integer.class) {
      values.put("unknown", (w, o) -> List.of(0x7777));
    }
  }

  private static Class<?> rawType(Type type) {
    return type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
  }

  private static Class<?> elementOf(Type type) {
    Type argument = ((ParameterizedType) type).getActualTypeArguments()[0];
    return argument instanceof Class<?> c ? c : Handle.class; // List<? extends Handle>
  }

  /** What an argument must be for the others to matter, where a value of its type is not enough. */
  static Map<Integer, Function<GridWorld, @Nullable Object>> special(Method method) {
    boolean owned = method.getParameterCount() == 7; // the form with a NativeBlock
    return switch (method.getName()) {
      case "bind", "wspBind" -> Map.of(0, w -> w.sockets().fresh());
      case "connect", "wspConnect" ->
          Map.of(0, w -> w.sockets().fresh(), 2, w -> null, 3, w -> null);
      case "listen", "wspListen" -> Map.of(0, w -> w.sockets().bound());
      case "connectEx" -> Map.of(0, w -> w.sockets().bound());
      case "wspRecvDisconnect", "wspSendDisconnect" -> Map.of(1, w -> null);
      case "getsockopt", "wspGetSockOpt" ->
          Map.of(1, w -> Winsock2.SOL_SOCKET, 2, w -> Winsock2.SO_ERROR, 3, w -> 4);
      case "setsockopt", "wspSetSockOpt" ->
          Map.of(1, w -> Winsock2.SOL_SOCKET, 2, w -> Winsock2.SO_KEEPALIVE);
      case "wsaIoctl", "wspIoctl" -> Map.of(1, w -> Winsock2.FIONREAD, 5, w -> 4);
      case "socket", "wsaSocket", "wspSocket" -> Map.of(0, w -> 2, 1, w -> 1);
      case "wsaStartup" -> Map.of(0, w -> Winsock2.VERSION_2_2);
      case "wsaDuplicateSocket", "wspDuplicateSocket" ->
          Map.of(1, w -> (int) ProcessHandle.current().pid());
      case "wsaEventSelect", "wspEventSelect" -> Map.of(2, w -> Winsock2.FD_READ);
      case "wsaAsyncSelect", "wspAsyncSelect" ->
          Map.of(1, w -> w.window, 2, w -> 0x400, 3, w -> Winsock2.FD_READ);
      case "readFileEx", "writeFileEx" ->
          Map.of(3, w -> (CompletionRoutine) (error, bytes, overlapped, flags) -> {});
      case "wpuPostMessage" -> Map.of(0, w -> w.window);
      case "acceptEx" ->
          owned
              ? Map.of(
                  0,
                  w -> w.sockets().listener(),
                  1,
                  w -> w.sockets().fresh(),
                  4,
                  w -> 32,
                  5,
                  w -> 32)
              : Map.of(
                  0,
                  w -> w.sockets().listener(),
                  1,
                  w -> w.sockets().fresh(),
                  5,
                  w -> 32,
                  6,
                  w -> 32);
      case "getAcceptExSockaddrs" -> Map.of(3, w -> 32, 4, w -> 32);
      case "wsaEnumProtocols" -> Map.of(0, w -> null, 2, w -> GridWorld.ROOM);
      case "wscEnumProtocols" ->
          method.getParameterCount() == 0 ? Map.of() : Map.of(0, w -> null, 2, w -> GridWorld.ROOM);
      case "wpuCreateSocketHandle", "wpuQueryBlockingCallback", "wpuModifyIFSHandle" ->
          Map.of(0, w -> w.baseEntry().catalogEntryId());
      case "wspStringToAddress" -> Map.of(1, w -> 2);
      case "read" -> Map.of(3, w -> 4);
      case "write" -> Map.of(2, w -> 4);
      case "wpuGetProviderPath" -> Map.of(1, w -> 260);
      default -> Map.of();
    };
  }
}
