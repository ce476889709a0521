package dev.wsplab.conformance;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedLayout;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A base provider without a network, whose every completion a scenario decides. It offers TCP and
 * UDP, agrees to whatever prepares a socket, and carries out overlapped operations as its {@link
 * ScriptedRequests} are told. Thread-safe.
 */
final class ScriptedProvider extends BaseProvider {
  /** Its identity. */
  static final Guid ID = Guid.of("5a8d0c39-7e14-4f72-9c06-b3d1e84f2a70");

  /** The control that pends; the others are answered at once. */
  static final int SCRIPTED_CONTROL = Winsock2.SIO_ROUTING_INTERFACE_CHANGE;

  private static final int LONGEST_ADDRESS = 128;
  private static final int POINTER = OverlappedLayout.ofProcess().wordSize();

  private final boolean ifs;
  private final ScriptedRequests requests = new ScriptedRequests();
  private final ScriptedExtensions extensions = new ScriptedExtensions(requests);

  /**
   * Makes one.
   *
   * @param ifs whether it hands out system handles
   */
  ScriptedProvider(boolean ifs) {
    super("scripted", Winsock2.VERSION_2_2, Winsock2.VERSION_2_2);
    this.ifs = ifs;
  }

  /** What it offers. */
  List<ProtocolInfo> protocols() {
    ProtocolInfo tcp =
        ProtocolInfo.builder().providerId(ID).ifsHandles(ifs).name("scripted TCP").build();
    int flags = Winsock2.XP1_CONNECTIONLESS | Winsock2.XP1_MESSAGE_ORIENTED;
    ProtocolInfo udp =
        ProtocolInfo.builder()
            .providerId(ID)
            .serviceFlags1(flags)
            .ifsHandles(ifs)
            .socketType(Winsock2.SOCK_DGRAM)
            .protocol(Winsock2.IPPROTO_UDP)
            .messageSize(65_507)
            .name("scripted UDP")
            .build();
    return List.of(tcp, udp);
  }

  /** What arrives here, and how it ends. */
  ScriptedRequests requests() {
    return requests;
  }

  @Override
  protected int onStartup(
      boolean first, ProtocolInfo protocolInfo, Upcalls upcallTable, Ws2Exports ws2Exports) {
    requests.start(ScriptedIo.of(ifs, upcallTable, ws2Exports));
    return 0;
  }

  @Override
  protected void onFinalCleanup() {
    requests.stop();
  }

  // ---- sockets

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    boolean overlapped = (flags & Winsock2.WSA_FLAG_OVERLAPPED) != 0;
    return requests.open(protocolInfo.catalogEntryId(), overlapped);
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    return requests.close(s);
  }

  @Override
  public CallResult wspBind(SocketHandle s, Sockaddr name) {
    return known(s);
  }

  @Override
  public CallResult wspListen(SocketHandle s, int backlog) {
    return known(s);
  }

  @Override
  public CallResult wspConnect(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos) {
    return known(s);
  }

  @Override
  public CallResult wspShutdown(SocketHandle s, int how) {
    return known(s);
  }

  @Override
  public AddressResult wspGetSockName(SocketHandle s) {
    return requests.isOpen(s)
        ? AddressResult.of(Sockaddr.loopback(49_152))
        : AddressResult.failed(WsaError.WSAENOTSOCK);
  }

  @Override
  public AddressResult wspGetPeerName(SocketHandle s) {
    return wspGetSockName(s);
  }

  @Override
  public CallResult wspSetSockOpt(SocketHandle s, int level, int name, byte[] value) {
    return known(s);
  }

  @Override
  public OptionResult wspGetSockOpt(SocketHandle s, int level, int name, int length) {
    return requests.isOpen(s) ? OptionResult.ofInt(0) : OptionResult.failed(WsaError.WSAENOTSOCK);
  }

  private CallResult known(SocketHandle s) {
    return requests.isOpen(s) ? CallResult.OK : CallResult.failed(WsaError.WSAENOTSOCK);
  }

  // ---- transfers

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return send(s, buffers, flags, null, overlapped, routine, threadId);
  }

  @Override
  public TransferResult wspSendTo(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return send(s, buffers, flags, to, overlapped, routine, threadId);
  }

  private TransferResult send(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    try {
      WsaBuffers captured = buffers.capture(); // WSP-IO-7
      String data = BytesOf.read(exports().kernel().memory(), captured, BytesOf.sizeOf(captured));
      return requests.run(
          new ScriptedRequest(s, overlapped, routine, threadId, ScriptedRequest.Results.NONE),
          new Arrival(flags, to, data));
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
  }

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return receive(s, buffers, flags, 0, 0, overlapped, routine, threadId);
  }

  @Override
  public TransferResult wspRecvFrom(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return receive(s, buffers, flags, from, fromLength, overlapped, routine, threadId);
  }

  private TransferResult receive(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    try {
      WsaBuffers captured = buffers.capture(); // WSP-IO-7
      return requests.run(
          new ScriptedRequest(
              s,
              overlapped,
              routine,
              threadId,
              new ScriptedRequest.Results(captured, from, fromLength, null)),
          new Arrival(flags, null, ""));
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    return requests.isOpen(s)
        ? requests.io().results().query(overlapped, wait)
        : OverlappedResult.failed(WsaError.WSAENOTSOCK);
  }

  // ---- controls

  @Override
  public TransferResult wspIoctl(
      SocketHandle s,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    if (!requests.isOpen(s)) {
      return TransferResult.failed(WsaError.WSAENOTSOCK);
    }
    try {
      return switch (code) {
        case SCRIPTED_CONTROL ->
            requests.run(
                new ScriptedRequest(s, overlapped, routine, threadId, ScriptedRequest.Results.NONE),
                new Arrival(0, addressAt(in, inLength), ""));
        case Winsock2.FIONBIO -> TransferResult.done(0, 0);
        case Winsock2.SIO_BASE_HANDLE,
            Winsock2.SIO_BSP_HANDLE,
            Winsock2.SIO_BSP_HANDLE_SELECT,
            Winsock2.SIO_BSP_HANDLE_POLL ->
            pointer(s.value(), out, outLength);
        case Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER -> extension(in, inLength, out, outLength);
        default -> TransferResult.failed(WsaError.WSAEINVAL);
      };
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
  }

  private @Nullable Sockaddr addressAt(long in, int inLength) {
    return in == 0 || inLength <= 0 || inLength > LONGEST_ADDRESS
        ? null
        : Sockaddr.read(exports().kernel().memory(), in, inLength);
  }

  private TransferResult extension(long in, int inLength, long out, int outLength) {
    if (in == 0 || inLength < Guid.SIZE) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    byte[] id = new byte[Guid.SIZE];
    exports().kernel().memory().read(in, id, 0, Guid.SIZE);
    ExtensionFunction function = extensions.find(Guid.fromBytes(id));
    return function == null
        ? TransferResult.failed(WsaError.WSAEINVAL)
        : pointer(exports().extensionPointer(function), out, outLength);
  }

  private TransferResult pointer(long value, long out, int outLength) {
    if (out == 0 || Integer.compareUnsigned(outLength, POINTER) < 0) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    GuardedMemory memory = exports().kernel().memory();
    if (POINTER == Long.BYTES) {
      memory.storeLong(out, value);
    } else {
      memory.storeInt(out, (int) value);
    }
    return TransferResult.done(POINTER, 0);
  }
}
