package dev.wsplab.host;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.operation.Operations;
import dev.wsplab.spi.BlockingCallbackResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ContextResult;
import dev.wsplab.spi.EventResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.Windows;
import dev.wsplab.spi.WsaError;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The fifteen upcalls of one environment. */
final class UpcallTable implements Upcalls {
  private final Kernel kernel;
  private final long owner;
  private final Catalog catalog;
  private final ProcessCatalog seen;
  private final SocketDirectory directory;
  private final BooleanSupplier anyProviderStarted;
  private final Windows windows;
  private final ThreadHooks hooks;
  private final Operations operations;
  private final Set<ThreadHandle> openThreads = ConcurrentHashMap.newKeySet();

  UpcallTable(
      Kernel kernel,
      long owner,
      Catalog catalog,
      ProcessCatalog seen,
      SocketDirectory directory,
      BooleanSupplier anyProviderStarted,
      Windows windows,
      ThreadHooks hooks,
      Operations operations) {
    this.kernel = kernel;
    this.owner = owner;
    this.catalog = catalog;
    this.seen = seen;
    this.directory = directory;
    this.anyProviderStarted = anyProviderStarted;
    this.windows = windows;
    this.hooks = hooks;
    this.operations = operations;
  }

  // ---- sockets

  @Override
  public SocketResult wpuCreateSocketHandle(int catalogEntryId, long context) {
    Optional<Guid> provider = providerOf(catalogEntryId);
    return provider.isPresent()
        ? directory.createProviderSocket(catalogEntryId, provider.get(), context)
        : SocketResult.failed(WsaError.WSAEINVAL); // WPU-CREATE-7
  }

  @Override
  public CallResult wpuCloseSocketHandle(SocketHandle s) {
    // WPU-CLOSE-2; requests under way are the provider's to finish before (WPU-CLOSE-3).
    return directory.closeProviderSocket(s)
        ? CallResult.OK
        : CallResult.failed(WsaError.WSAENOTSOCK);
  }

  @Override
  public ContextResult wpuQuerySocketHandleContext(SocketHandle s) {
    SocketEntry entry = directory.find(s);
    return entry != null && entry.providerMade() // WPU-CTX-2
        ? ContextResult.of(entry.context())
        : ContextResult.failed(WsaError.WSAENOTSOCK);
  }

  @Override
  public SocketResult wpuModifyIFSHandle(int catalogEntryId, SocketHandle proposed) {
    Optional<Guid> provider = providerOf(catalogEntryId);
    boolean modified =
        provider.isPresent() && directory.modify(proposed, catalogEntryId, provider.get());
    // WPU-IFS-1 allows another value; the same handle is equivalent to itself.
    return modified ? SocketResult.of(proposed) : SocketResult.failed(WsaError.WSAEINVAL);
  }

  @Override
  public boolean wpuFDIsSet(SocketHandle s, FdSet set) {
    return set.contains(s);
  }

  // ---- events

  @Override
  public EventResult wpuCreateEvent() {
    try {
      return EventResult.of(kernel.events().create(owner, true, false)); // WPU-EVENT-1
    } catch (KernelException e) {
      return EventResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY); // WPU-EVENT-2
    }
  }

  @Override
  public BoolResult wpuCloseEvent(EventHandle event) {
    return eventResult(kernel.closeHandle(event));
  }

  @Override
  public BoolResult wpuSetEvent(EventHandle event) {
    return eventResult(kernel.events().set(event));
  }

  @Override
  public BoolResult wpuResetEvent(EventHandle event) {
    return eventResult(kernel.events().reset(event));
  }

  /** WPU-EVENT-3: what is not an event gives 6. */
  private static BoolResult eventResult(int error) {
    return error == 0 ? BoolResult.TRUE : BoolResult.failed(WsaError.WSA_INVALID_HANDLE);
  }

  // ---- threads and APCs

  @Override
  public CallResult wpuQueueApc(@Nullable ThreadId threadId, UserApc apc, long context) {
    if (threadId == null) {
      return CallResult.failed(WsaError.WSAEFAULT);
    }
    int error = kernel.threads().queueApc(threadId.handle(), owner, () -> apc.run(context));
    if (error != 0) {
      operations.routinesLost();
    }
    return error == 0 ? CallResult.OK : CallResult.failed(WsaError.WSAEFAULT); // WPU-APC-2
  }

  @Override
  public ThreadIdResult wpuOpenCurrentThread() {
    if (!anyProviderStarted.getAsBoolean()) {
      return ThreadIdResult.failed(WsaError.WSANOTINITIALISED); // WPU-THREAD-3
    }
    try {
      ThreadHandle thread = kernel.threads().open(owner);
      openThreads.add(thread);
      return ThreadIdResult.of(new ThreadId(thread, 0));
    } catch (KernelException e) {
      return ThreadIdResult.failed(WsaError.WSAENOBUFS);
    }
  }

  @Override
  public CallResult wpuCloseThread(@Nullable ThreadId threadId) {
    if (!anyProviderStarted.getAsBoolean()) {
      return CallResult.failed(WsaError.WSANOTINITIALISED);
    }
    // WPU-THREAD-4: only what wpuOpenCurrentThread gave; a client's own thread is not the
    // provider's to close.
    if (threadId == null || !openThreads.remove(threadId.handle())) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    kernel.closeHandle(threadId.handle());
    return CallResult.OK;
  }

  // ---- the rest

  @Override
  public PathResult wpuGetProviderPath(@Nullable Guid providerId, int pathLength) {
    if (providerId == null) {
      return PathResult.failed(WsaError.WSAEFAULT, pathLength); // WPU-PATH-2
    }
    Optional<String> path = catalog.pathOf(providerId);
    if (path.isEmpty()) {
      return PathResult.failed(WsaError.WSAEINVAL, pathLength); // WPU-PATH-2, WIN-59
    }
    int needed = path.get().length() + 1;
    return pathLength < needed
        ? PathResult.failed(WsaError.WSAEFAULT, needed) // WPU-PATH-3
        : PathResult.of(path.get());
  }

  @Override
  public boolean wpuPostMessage(long hWnd, int message, long wParam, long lParam) {
    return windows.post(hWnd, message, wParam, lParam); // WPU-MSG-1
  }

  @Override
  public BlockingCallbackResult wpuQueryBlockingCallback(int catalogEntryId) {
    return seen.find(catalogEntryId).isPresent()
        ? hooks.callback()
        : BlockingCallbackResult.failed(WsaError.WSAEINVAL); // WPU-BLOCK-4
  }

  private Optional<Guid> providerOf(int catalogEntryId) {
    return seen.find(catalogEntryId).map(ProtocolInfo::providerId);
  }
}
