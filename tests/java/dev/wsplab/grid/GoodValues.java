package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
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
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/** By the type of a parameter and by function: arguments with which the call succeeds, or pends. */
final class GoodValues {
  private GoodValues() {}

  /** A good value of this type, or of none if the grid does not know the type. */
  static @Nullable Function<GridWorld, @Nullable Object> good(Type generic) {
    Class<?> type = BadValues.rawType(generic);
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
            Map.entry(InetSocketAddress.class, w -> w.objects.peer()),
            Map.entry(Duration.class, w -> Duration.ZERO),
            Map.entry(SystemCompletion.class, w -> w.objects.completionOf(w.objects.begun())),
            Map.entry(TimeVal.class, w -> new TimeVal(0, 0)),
            Map.entry(CompletionEntries.class, w -> w.entries),
            Map.entry(UserApc.class, w -> (UserApc) context -> {}),
            Map.entry(Runnable.class, w -> (Runnable) () -> {}),
            Map.entry(
                GuardedMemory.OverlappedReader.class,
                w -> (GuardedMemory.OverlappedReader<Long>) (i, high, o, oh, event) -> i),
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
  static final List<Class<?>> NULLABLE =
      List.of(Object.class, CompletionRoutine.class, AcceptCondition.class, FileChannel.class);

  private static @Nullable Function<GridWorld, @Nullable Object> goodList(Type generic) {
    return switch (BadValues.elementOf(generic).getSimpleName()) {
      case "EventHandle", "Handle" -> w -> List.of(w.event);
      case "PollFd" -> w -> List.of(new PollFd(w.socket(), 0));
      case "ProtocolInfo" -> w -> List.of(w.baseEntry());
      case "TransmitElement" -> w -> List.of(new TransmitElement.Memory(w.room, 16));
      case "Integer", "Guid" -> w -> List.of();
      default -> null;
    };
  }

  /** What an argument must be for the call to succeed, where a value of its type is not enough. */
  static Map<Integer, Function<GridWorld, @Nullable Object>> special(Method method) {
    if (method.getDeclaringClass() == SystemIo.class) {
      return systemIo(method.getName());
    }
    if (AutoCloseable.class.isAssignableFrom(method.getDeclaringClass())) {
      return ofObjects(method);
    }
    boolean owned = method.getParameterCount() == 7; // the form with a NativeBlock
    return switch (method.getName()) {
      case "accept", "wsaAccept", "wspAccept" -> Map.of(0, w -> w.sockets().awaited());
      case "bind", "wspBind" -> Map.of(0, w -> w.sockets().fresh(), 1, w -> Sockaddr.loopback(0));
      case "connect" -> Map.of(0, w -> w.sockets().fresh(), 1, GoodValues::listening);
      case "wsaConnect", "wspConnect" -> connecting();
      case "connectEx" ->
          method.getParameterCount() == 4
              ? Map.of(0, w -> w.sockets().bound(), 1, GoodValues::listening)
              : Map.of(0, w -> w.sockets().bound(), 1, GoodValues::listening, 3, w -> 16);
      case "listen", "wspListen" -> Map.of(0, w -> w.sockets().bound());
      case "recv" -> Map.of(0, w -> w.sockets().fed());
      case "recvfrom", "wsaRecvFrom", "wspRecvFrom" ->
          Map.of(
              0, w -> w.sockets().datagramsFed(), 3, w -> w.room + 16, 4, GoodValues::nameLength);
      case "sendto", "wsaSendTo", "wspSendTo" ->
          Map.of(
              0, w -> w.sockets().datagrams(), 3, w -> w.sockets().nameOf(w.sockets().datagrams()));
      case "wsaRecvMsg" -> Map.of(0, w -> w.sockets().datagramsFed());
      case "wsaSendMsg" -> Map.of(0, w -> w.sockets().datagrams());
      case "extensionFunction" -> Map.of(0, GoodValues::pointer);
      case "wsaRecvDisconnect", "wspRecvDisconnect" ->
          Map.of(0, w -> w.sockets().ended(), 1, w -> null);
      case "wsaSendDisconnect", "wspSendDisconnect" -> Map.of(1, w -> null);
      case "getsockopt", "wspGetSockOpt" ->
          Map.of(1, w -> Winsock2.SOL_SOCKET, 2, w -> Winsock2.SO_ERROR, 3, w -> 4);
      case "setsockopt", "wspSetSockOpt" ->
          Map.of(1, w -> Winsock2.SOL_SOCKET, 2, w -> Winsock2.SO_KEEPALIVE);
      case "ioctlsocket" -> Map.of(1, w -> Winsock2.FIONREAD);
      case "wsaProviderConfigChange" -> Map.of(0, GoodValues::changeHandle);
      case "cancelIo", "cancelIoEx" -> Map.of(0, GoodValues::pending);
      case "getQueuedCompletionStatus", "getQueuedCompletionStatusEx", "get", "getOne" ->
          Map.of(0, GoodValues::posted);
      case "queueApc" -> Map.of(1, w -> w.host.owner());
      case "wpuCloseThread" -> Map.of(0, GoodValues::thisThread);
      case "wscGetApplicationCategory" -> Map.of(0, GoodValues::permitted);
      case "wscInstallProvider", "wscInstallProviderAndChains" -> Map.of(0, w -> Guid.random());
      case "wscSetProviderInfo" -> Map.of(3, w -> 4);
      case "wscWriteProviderOrder" -> Map.of(0, GoodValues::order);
      case "copy" -> Map.of(1, w -> w.room + 16, 2, w -> 16L);
      case "touch" -> Map.of(1, w -> 16L);
      case "wsaIoctl", "wspIoctl" ->
          Map.of(
              1,
              w -> Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER,
              2,
              GoodValues::acceptExId,
              3,
              w -> Guid.SIZE,
              4,
              w -> w.room + Guid.SIZE,
              5,
              w -> Native.POINTER_SIZE);
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
      case "wsaEnumProtocols" ->
          Map.of(0, w -> List.of(Winsock2.IPPROTO_TCP), 2, w -> GridWorld.ROOM);
      case "wscEnumProtocols" ->
          method.getParameterCount() == 0
              ? Map.of()
              : Map.of(0, w -> List.of(Winsock2.IPPROTO_TCP), 2, w -> GridWorld.ROOM);
      case "wpuCreateSocketHandle", "wpuQueryBlockingCallback" ->
          Map.of(0, w -> w.baseEntry().catalogEntryId());
      case "wpuModifyIFSHandle" ->
          Map.of(0, w -> w.baseEntry().catalogEntryId(), 1, w -> w.baseSockets().connected());
      case "wsaStringToAddress", "wspStringToAddress" -> Map.of(1, w -> 2);
      case "read" -> Map.of(3, w -> 4);
      case "write" -> Map.of(2, w -> 4);
      case "wpuGetProviderPath" -> Map.of(1, w -> 260);
      default -> Map.of();
    };
  }

  /** What the functions for system handles are given: handles of the base. */
  private static Map<Integer, Function<GridWorld, @Nullable Object>> systemIo(String function) {
    return switch (function) {
      case "createHandle" -> Map.of(0, w -> w.baseEntry().catalogEntryId());
      case "closeName" -> Map.of(0, w -> w.objects.secondName());
      case "isAssociated" -> Map.of(0, w -> w.objects.associated());
      case "abandon" -> Map.of(0, w -> w.objects.begun());
      case "complete" -> Map.of();
      default -> Map.of(0, w -> w.baseSockets().connected());
    };
  }

  /** What the objects of the client are given, which have their handles already. */
  private static Map<Integer, Function<GridWorld, @Nullable Object>> ofObjects(Method method) {
    return switch (method.getName()) {
      case "bind" -> Map.of(0, w -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      case "shutdown" -> Map.of(0, w -> Winsock2.SD_SEND);
      case "associate" -> Map.of(0, w -> w.baseSockets().fresh());
      default -> Map.of();
    };
  }

  private static Map<Integer, Function<GridWorld, @Nullable Object>> connecting() {
    return Map.of(
        0,
        w -> w.sockets().fresh(),
        1,
        GoodValues::listening,
        2,
        w -> null,
        3,
        w -> null,
        4,
        w -> 0L,
        5,
        w -> 0L);
  }

  private static long acceptExId(GridWorld world) {
    byte[] id = ExtensionFunction.WSAID_ACCEPTEX.toBytes();
    world.host.kernel().memory().write(id, 0, id.length, world.room);
    return world.room;
  }

  /** What {@code SIO_GET_EXTENSION_FUNCTION_POINTER} of the layer could give. */
  private static long pointer(GridWorld world) {
    ExtensionFunction function = (ExtensionFunction.DisconnectEx) (s, o, f, r) -> null;
    return world.layer.ws2().extensionPointer(function);
  }

  private static SocketHandle changeHandle(GridWorld world) {
    return world.ws2.wsaProviderConfigChange(null, null, null).handle();
  }

  /** A system handle on which a receive is pending with the structure that every call gets. */
  private static SocketHandle pending(GridWorld world) {
    SocketHandle s = world.baseSockets().connected();
    Overlapped overlapped = world.structures.overlapped();
    WsaBuffers room = WsaBuffers.of(world.room, 16);
    assertThat(world.ws2.wsaRecv(s, room, 0, overlapped, null).errno())
        .isEqualTo(WsaError.WSA_IO_PENDING.code());
    return s;
  }

  /** A port with a packet. */
  private static PortHandle posted(GridWorld world) {
    world.kernel32.postQueuedCompletionStatus(world.port, 1, 2, 3).orThrow("post");
    return world.port;
  }

  private static ThreadId thisThread(GridWorld world) {
    return world.layer.given().wpuOpenCurrentThread().threadId();
  }

  /** The path of an application for which categories are set. */
  private static String permitted(GridWorld world) {
    String path = "127.0.0.1";
    world.ws2.catalogFunctions().wscSetApplicationCategory(path, path, 1);
    return path;
  }

  /** All entries, as they stand. */
  private static List<Integer> order(GridWorld world) {
    return world.host.catalog().entries().stream().map(ProtocolInfo::catalogEntryId).toList();
  }

  /** The name of a socket that listens. */
  private static Sockaddr listening(GridWorld world) {
    return world.sockets().nameOf(world.sockets().listener());
  }

  /** The address of a number of bytes: room for a name. */
  private static long nameLength(GridWorld world) {
    long address = world.room + 64;
    world.host.kernel().memory().storeInt(address, 32);
    return address;
  }
}
