package dev.wsplab.verifier;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ForwardingExtensions;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WspFunction;
import dev.wsplab.verifier.StartChecks.Returned;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A provider whose operations are watched. */
final class BorderProvider extends ForwardingProvider {
  private final OperationWatch watch;
  private final Border border;
  private final WatchedExtensions extensions = new WatchedExtensions();

  BorderProvider(OperationWatch watch, Border border, ServiceProvider provider) {
    super(provider);
    this.watch = watch;
    this.border = border;
  }

  @Override
  protected Upcalls upcallsFor(Upcalls upcalls) {
    return new BorderUpcalls(watch, border, upcalls);
  }

  @Override
  protected Ws2Exports exportsFor(Ws2Exports exports) {
    return new BorderExports(watch, border, extensions, exports);
  }

  @Override
  protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
    return watch.threads().inProvider(border, call);
  }

  // ---- start and end

  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
    StartupResult result =
        watch
            .threads()
            .inProvider(
                border, () -> super.wspStartup(versionRequested, protocolInfo, upcalls, exports));
    if (result.error() == 0) {
      border.started(table(), exports);
    }
    return result;
  }

  @Override
  public CallResult wspCleanup() {
    boolean last = border.isLastStart();
    if (last) {
      watch.ends().ending(border);
    }
    CallResult result =
        last ? watch.threads().cleaning(border, () -> table().wspCleanup()) : super.wspCleanup();
    if (result.succeeded()) {
      border.cleanedUp();
    }
    if (last && border.hasEnded()) {
      watch.ends().ended(border);
    }
    return result;
  }

  // ---- sockets

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    return made(
        super.wspSocket(family, type, protocol, protocolInfo, group, flags),
        (flags & Winsock2.WSA_FLAG_OVERLAPPED) != 0);
  }

  @Override
  public AcceptResult wspAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    AcceptResult result = super.wspAccept(s, condition, callbackData);
    if (result.succeeded()) {
      border.made(result.socket(), border.isOverlapped(s)); // WSP-ACCEPT-1
    }
    return result;
  }

  @Override
  public SocketResult wspJoinLeaf(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos,
      int flags) {
    return made(
        super.wspJoinLeaf(s, name, callerData, calleeData, sqos, gqos, flags),
        border.isOverlapped(s));
  }

  private SocketResult made(SocketResult result, boolean overlapped) {
    if (result.succeeded()) {
      border.made(result.socket(), overlapped);
    }
    return result;
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    boolean system = border.isSystem(s);
    CallResult result = super.wspCloseSocket(s);
    if (result.succeeded() && !system) {
      watch.ends().socketClosed(border, s.value());
    }
    return result;
  }

  @Override
  public CallResult wspEventSelect(SocketHandle s, EventHandle event, int events) {
    border.usesForNetworkEvents(event.value() & ~1L);
    return super.wspEventSelect(s, event, events);
  }

  // ---- operations

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    BorderOperation asked = overlapped == null ? null : watch.book().find(overlapped.address());
    if (asked == null || asked.border() != border) {
      return super.wspGetOverlappedResult(s, overlapped, wait);
    }
    boolean completed = asked.result() != null;
    OverlappedResult result = super.wspGetOverlappedResult(s, overlapped, wait);
    if (completed) {
      watch.results().answered(asked, result);
    } else {
      watch.results().answeredBeforeCompletion(asked, result);
    }
    return result;
  }

  @Override
  protected TransferResult aroundTransfer(
      WspFunction function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      ForwardingExtensions.Call call) {
    return transfer(function.winsockName(), s, overlapped, routine, threadId, call);
  }

  /** Watches one call that starts an operation if it has a structure. */
  private TransferResult transfer(
      String function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      ForwardingExtensions.Call call) {
    if (overlapped == null) {
      return watch.threads().inProvider(border, () -> call.with(routine));
    }
    BorderOperation operation =
        watch.starts().begin(border, function, s, overlapped, routine != null, threadId);
    CompletionRoutine watched =
        routine == null ? null : watch.routines().watched(operation, routine);
    boolean returned = false;
    try {
      TransferResult result = watch.threads().starting(operation, () -> call.with(watched));
      returned = true;
      watch
          .starts()
          .returned(
              operation,
              new Returned(
                  result.succeeded(),
                  result.isPending(),
                  result.errno(),
                  result.bytes(),
                  result.flags()));
      return result;
    } finally {
      if (!returned) {
        watch.starts().threw(operation);
      }
    }
  }

  /** The extension functions, watched as the table's are. */
  private final class WatchedExtensions extends ForwardingExtensions {
    @Override
    protected TransferResult around(
        String function,
        SocketHandle s,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        Call call) {
      return transfer(function, s, overlapped, routine, null, call);
    }
  }
}
