package dev.wsplab.provider;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedLayout;
import dev.wsplab.provider.LayerOperation.OnSuccess;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The machinery of {@link LayeredProvider}: start-up, end, and how a call is carried down. */
abstract class LayeredProviderBase implements ServiceProvider {
  private final Object startup = new Object();
  private int started;
  private volatile @Nullable Layer layer;
  private volatile @Nullable LayerIoctls ioctls;
  private volatile @Nullable OverlappedResultRules resultRules;
  private final LayerForm form;
  private final CompletionMoment moment;

  LayeredProviderBase(LayerForm form, CompletionMoment moment) {
    this.form = form;
    this.moment = moment;
  }

  /** {@return whose handles this layer hands out} */
  public final LayerForm form() {
    return form;
  }

  abstract void tellReceived(SocketHandle s, WsaBuffers buffers, int bytes);

  abstract void tellSent(SocketHandle s, WsaBuffers buffers, int bytes);

  abstract ExtensionFunction offered(SocketHandle s, ExtensionFunction function);

  // ---- start and end

  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
    StartupResult result =
        StartupResult.negotiate(
            versionRequested,
            Winsock2.VERSION_2_2,
            Winsock2.VERSION_2_2,
            getClass().getSimpleName(),
            this);
    if (result.error() != 0) {
      return result;
    }
    synchronized (startup) {
      if (started == 0) {
        Layer made = new Layer(this, form, moment, upcalls, exports, getClass().getSimpleName());
        LowerProviders.Lower lower = made.lowers().below(protocolInfo);
        if (lower.error() != 0) {
          made.end();
          return StartupResult.failed(lower.error());
        }
        begin(made);
      }
      started++;
    }
    return result;
  }

  @Override
  public CallResult wspCleanup() {
    synchronized (startup) {
      Layer ending = layer;
      if (started == 0 || ending == null) {
        return CallResult.failed(WsaError.WSANOTINITIALISED);
      }
      started--;
      if (started == 0) {
        ending.end();
        layer = null;
      }
    }
    return CallResult.OK;
  }

  private void begin(Layer made) {
    LayerExtensions functions =
        new LayerExtensions(
            made,
            new LayerExtensions.Transferred() {
              @Override
              public void received(SocketHandle upper, WsaBuffers buffers, int bytes) {
                tellReceived(upper, buffers, bytes);
              }

              @Override
              public void sent(SocketHandle upper, WsaBuffers buffers, int bytes) {
                tellSent(upper, buffers, bytes);
              }

              @Override
              public ExtensionFunction offered(SocketHandle upper, ExtensionFunction function) {
                return LayeredProviderBase.this.offered(upper, function);
              }
            });
    ioctls = new LayerIoctls(made, functions, this::tellSent);
    resultRules = new OverlappedResultRules(made.exports().kernel().waits());
    layer = made;
  }

  // ---- for subclasses

  /**
   * Looks for the handle below one of this layer's.
   *
   * @param s a handle that this layer has handed out
   * @return the handle that the layer below knows; {@link SocketHandle#INVALID} when it is not a
   *     socket of this layer
   */
  protected final SocketHandle lowerSocket(SocketHandle s) {
    LayeredSocket socket = layer().find(s);
    return socket == null ? SocketHandle.INVALID : socket.lowerHandle();
  }

  /**
   * Answers an ioctl that asks for a handle, as {@code SIO_BSP_HANDLE_SELECT} does.
   *
   * @param s what to answer
   * @param out address of room for it
   * @param outLength in bytes
   * @return the answer, or {@code WSAEFAULT} for room that is too small or cannot be written
   *     (WSP-IOCTL-5)
   */
  protected final TransferResult answerHandle(SocketHandle s, long out, int outLength) {
    int size = OverlappedLayout.ofProcess().wordSize();
    if (out == 0 || Integer.compareUnsigned(outLength, size) < 0) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    byte[] value = new byte[size];
    for (int i = 0; i < size; i++) {
      value[i] = (byte) (s.value() >>> Byte.SIZE * i);
    }
    try {
      exports().kernel().memory().write(value, 0, size, out);
      return TransferResult.done(size, 0);
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
  }

  /**
   * {@return the provider below one of this layer's sockets, or null when it is not one}
   *
   * @param s a handle that this layer has handed out
   */
  protected final @Nullable ServiceProvider lower(SocketHandle s) {
    LayeredSocket socket = layer().find(s);
    return socket == null ? null : socket.lower();
  }

  /** {@return the upcalls that {@code WSPStartup} was given} */
  protected final Upcalls upcalls() {
    return layer().upcalls();
  }

  /** {@return the exports of ws2_32 that {@code WSPStartup} was given} */
  protected final Ws2Exports exports() {
    return layer().exports();
  }

  // ---- machinery

  final Layer layer() {
    Layer current = layer;
    if (current == null) {
      throw new IllegalStateException(
          getClass().getSimpleName()
              + " is not started: call its functions between WSPStartup and WSPCleanup.");
    }
    return current;
  }

  /**
   * The socket behind a handle; null also after the final clean-up. The layer above may ask for a
   * result that its worker found just before (WIN-H7).
   */
  final @Nullable LayeredSocket findIfStarted(SocketHandle s) {
    Layer current = layer;
    return current == null ? null : current.find(s);
  }

  final LayerIoctls ioctls() {
    LayerIoctls current = ioctls;
    if (current == null) {
      throw new IllegalStateException(getClass().getSimpleName() + " is not started.");
    }
    return current;
  }

  final OverlappedResultRules resultRules() {
    OverlappedResultRules current = resultRules;
    if (current == null) {
      throw new IllegalStateException(getClass().getSimpleName() + " is not started.");
    }
    return current;
  }

  final SocketResult makeSocket(
      int family, int type, int protocol, ProtocolInfo info, int group, int flags) {
    LowerProviders.Lower below = layer().lowers().below(info);
    ServiceProvider lower = below.table();
    if (lower == null) {
      return SocketResult.failed(below.error());
    }
    SocketResult made = lower.wspSocket(family, type, protocol, below.info(), group, flags);
    return made.succeeded()
        ? layer().adopt(lower, made.socket(), below.ownEntry(), Layer.isOverlapped(flags))
        : made;
  }

  final CallResult call(
      SocketHandle s, BiFunction<ServiceProvider, SocketHandle, CallResult> function) {
    LayeredSocket socket = layer().find(s);
    return socket == null
        ? CallResult.failed(WsaError.WSAENOTSOCK)
        : function.apply(socket.lower(), socket.lowerHandle());
  }

  /** Calls a transfer function of the provider below. */
  @FunctionalInterface
  interface Below {
    TransferResult call(
        LayeredSocket socket,
        WsaBuffers captured,
        @Nullable Overlapped own,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId thread);
  }

  final TransferResult transfer(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      boolean receives,
      Below below) {
    LayeredSocket socket = layer().find(s);
    if (socket == null) {
      return TransferResult.failed(WsaError.WSAENOTSOCK);
    }
    if (buffers == null) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    if (socket.isCaptured() && overlapped != null && socket.isOverlapped()) {
      // WPU-IFS-4: untouched; its completion passes the layer by.
      return below.call(socket, buffers, overlapped, routine, threadId);
    }
    WsaBuffers captured;
    try {
      captured = buffers.capture(); // WSP-IO-7: the array is transient
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    } catch (IllegalArgumentException e) {
      return TransferResult.failed(WsaError.WSAEINVAL); // a count that no array has
    }
    OnSuccess hook =
        receives
            ? bytes -> tellReceived(s, captured, bytes)
            : bytes -> tellSent(s, captured, bytes);
    if (overlapped != null && socket.isOverlapped()) {
      return layer()
          .start(
              socket,
              overlapped,
              routine,
              threadId,
              hook,
              own -> below.call(socket, captured, own, null, null));
    }
    return synchronous(socket, captured, overlapped, threadId, hook, below);
  }

  // WIN-56: without the overlapped attribute the structure is filled in and nothing is indicated.
  private static TransferResult synchronous(
      LayeredSocket socket,
      WsaBuffers captured,
      @Nullable Overlapped overlapped,
      @Nullable ThreadId threadId,
      OnSuccess hook,
      Below below) {
    TransferResult result = below.call(socket, captured, overlapped, null, threadId);
    if (result.succeeded() || result.isTruncated()) {
      hook.transferred(result.bytes());
    }
    return result;
  }

  /**
   * SO_UPDATE_ACCEPT_CONTEXT carries the listener's handle: the one below is meant below
   * (CLI-ACCEPTEX-6).
   */
  final byte[] withLowerHandle(int level, int name, byte[] value) {
    boolean carriesHandle =
        level == Winsock2.SOL_SOCKET
            && name == Winsock2.SO_UPDATE_ACCEPT_CONTEXT
            && (value.length == Long.BYTES || value.length == Integer.BYTES);
    if (!carriesHandle) {
      return value;
    }
    ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = value.length == Long.BYTES;
    SocketHandle lower = lowerSocket(new SocketHandle(wide ? in.getLong() : in.getInt()));
    ByteBuffer out = ByteBuffer.allocate(value.length).order(ByteOrder.LITTLE_ENDIAN);
    return (wide ? out.putLong(lower.value()) : out.putInt((int) lower.value())).array();
  }

  final @Nullable ProtocolInfo ownInfo(LayeredSocket socket) {
    return layer().lowers().entry(socket.ownEntry()).orElse(null);
  }

  final OptionResult ownProtocolInfo(LayeredSocket socket, int length) {
    ProtocolInfo own = ownInfo(socket);
    if (own == null || length < ProtocolInfo.SIZE) {
      return OptionResult.failed(WsaError.WSAEFAULT);
    }
    return OptionResult.of(ProtocolInfoLayout.toBytes(own));
  }

  // ---- calls without a handle

  @Override
  public CallResult wspCancelBlockingCall() {
    CallResult result = CallResult.failed(WsaError.WSAEINVAL);
    for (ServiceProvider lower : layer().lowers().all()) {
      result = lower.wspCancelBlockingCall();
      if (result.succeeded()) {
        return result;
      }
    }
    return result;
  }

  @Override
  public TextResult wspAddressToString(
      @Nullable Sockaddr address, @Nullable ProtocolInfo protocolInfo) {
    if (address == null) {
      return TextResult.failed(WsaError.WSAEFAULT);
    }
    ServiceProvider lower = lowerFor(protocolInfo);
    return lower == null
        ? TextResult.failed(WsaError.WSAEINVAL)
        : lower.wspAddressToString(address, protocolInfo);
  }

  @Override
  public AddressResult wspStringToAddress(
      @Nullable String text, int family, @Nullable ProtocolInfo protocolInfo) {
    if (text == null) {
      return AddressResult.failed(WsaError.WSAEFAULT);
    }
    ServiceProvider lower = lowerFor(protocolInfo);
    return lower == null
        ? AddressResult.failed(WsaError.WSAEINVAL)
        : lower.wspStringToAddress(text, family, protocolInfo);
  }

  private @Nullable ServiceProvider lowerFor(@Nullable ProtocolInfo info) {
    if (info != null) {
      return layer().lowers().below(info).table();
    }
    return layer().lowers().all().stream().findFirst().orElse(null);
  }
}
