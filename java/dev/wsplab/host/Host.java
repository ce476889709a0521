package dev.wsplab.host;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketInfo;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.operation.Held;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.OperationState;
import dev.wsplab.operation.Operations;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.NativeFunctions;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * ws2_32 for one isolated environment: catalog, started providers, upcalls, sockets, and the
 * operations under way. Thread-safe. Users reach it through {@code dev.wsplab.Winsock}.
 */
public final class Host implements AutoCloseable {
  private final Kernel kernel;
  private final long owner;
  private final Catalog catalog;
  private final ProcessCatalog processCatalog;
  private final CatalogFunctions catalogFunctions;
  private final Operations operations;
  private final SocketDirectory directory;
  private final StartedProviders providers;
  private final WindowTable windows;
  private final UpcallTable upcalls;
  private final ExtensionTable extensions = new ExtensionTable();
  private final Exports exports;
  private final IoManager ioManager;
  private final LongConsumer threadEnded;
  private final ClientHandles handles;
  private final Cancelling cancelling;
  private final ConfigChanges configChanges;
  private final HandleSearch search;
  private final ThreadHooks hooks = new ThreadHooks();
  private volatile int outstandingRequests = Integer.MAX_VALUE;
  private final ClientWatch watch;
  private final AtomicReference<@Nullable NativeFunctions> applicationFunctions =
      new AtomicReference<>();
  private final CompletionTiming timing;

  /**
   * Makes an environment without providers.
   *
   * @param kernel handles, ports, events and memory of this process
   */
  public Host(Kernel kernel) {
    this(kernel, HostSettings.plain());
  }

  /**
   * Makes an environment without providers.
   *
   * @param process handles, ports, events and memory of this process
   * @param settings what is out of the ordinary in it
   */
  public Host(Kernel process, HostSettings settings) {
    this.operations = settings.operations();
    this.timing = settings.timing();
    this.watch = new ClientWatch(operations.keepsPlaces(), settings.nativeStacks(), timing);
    this.owner = process.newOwner(settings.eagerHandleReuse(), settings.handleLimit());
    Kernel kernel = process.of(owner);
    this.kernel = kernel;
    this.catalog = new Catalog(kernel);
    ProcessCatalog seen = new ProcessCatalog(catalog);
    this.processCatalog = seen;
    this.catalogFunctions = new WscFunctions(catalog);
    this.directory = new SocketDirectory(kernel, owner, timing);
    WindowTable table = new WindowTable(owner);
    this.windows = table;
    ProviderLoader loader = new ProviderLoader(catalog, settings.interceptors());
    StartedProviders started = new StartedProviders(loader);
    this.providers = started;
    this.upcalls =
        new UpcallTable(
            kernel, owner, catalog, seen, directory, started::any, table, hooks, operations);
    CompletionRules rules = new CompletionRules(directory, kernel.sockets(), operations, timing);
    RoutineQueue routines = new RoutineQueue(kernel.threads(), owner);
    IoManager io = new IoManager(kernel, seen, directory, operations, routines);
    this.ioManager = io;
    this.exports =
        new Exports(
            rules,
            catalog,
            loader,
            catalogFunctions,
            extensions,
            io,
            windows,
            kernel,
            owner,
            applicationFunctions);
    ConfigChanges changes = new ConfigChanges(kernel, owner, ioManager);
    this.configChanges = changes;
    catalog.addListener(difference -> changes.changed());
    this.search = new HandleSearch(seen, entry -> started.start(entry, upcalls, exports).table());
    this.handles = new ClientHandles(kernel, owner, directory, operations, changes);
    this.cancelling = new Cancelling(directory, ioManager, changes);
    LongConsumer ended =
        thread -> {
          io.threadEnded(thread);
          operations.threadEnded(thread);
        };
    this.threadEnded = ended;
    kernel.threadEnds().addListener(ended);
  }

  /** {@return the catalog} */
  public Catalog catalog() {
    return catalog;
  }

  /** {@return the {@code WSC} functions: what installers call} */
  public CatalogFunctions catalogFunctions() {
    return catalogFunctions;
  }

  /**
   * {@code WSAEnumProtocolsW} (WIN-60): what clients may use, hidden entries left out.
   *
   * @param protocols protocol numbers to list; null for all
   * @param buffer receives the entries as {@code WSAPROTOCOL_INFOW}; the caller's
   * @param length room there in bytes
   * @return how many entries were written; or {@code WSAENOBUFS} and the bytes needed
   */
  public ProtocolsResult enumProtocols(@Nullable List<Integer> protocols, long buffer, int length) {
    return ProtocolList.of(processCatalog.entries(), protocols).forClients().write(buffer, length);
  }

  /** {@return ports, events, waits and memory} */
  public Kernel kernel() {
    return kernel;
  }

  /** {@return the number under which this environment owns its handles} */
  public long owner() {
    return owner;
  }

  /** {@return what a provider sees of ws2_32 besides the upcall table} */
  public Ws2Exports exports() {
    return exports;
  }

  /** {@return the operations under way, and the event stream} */
  public Operations operations() {
    return operations;
  }

  /**
   * Adds a listener to the event stream.
   *
   * @param listener runs in the threads that make the events
   */
  public void addListener(OperationListener listener) {
    operations.addListener(listener);
  }

  /**
   * The provider for a new socket, started if need be (CAT-SEL-1, CAT-SEL-2).
   *
   * @param family an address family; {@code AF_UNSPEC} for any
   * @param type a socket type; 0 for any
   * @param protocol a protocol number; 0 for any
   * @param info the caller's entry, or null to choose one
   * @return what {@code WSPSocket} is to be called on, and with which entry
   * @throws WinsockException with the documented error when there is none or it cannot be started
   */
  public Selection select(int family, int type, int protocol, @Nullable ProtocolInfo info) {
    ProtocolInfo entry = info != null ? known(info) : chosen(family, type, protocol);
    StartedProvider provider = providers.start(entry, upcalls, exports);
    return new Selection(provider.table(), info != null ? info : entry);
  }

  /**
   * {@return the provider that knows about addresses of a family, started if need be}
   *
   * @param family an address family, {@code AF_INET} for instance
   * @param info the caller's entry, or null for the first of the family
   * @throws WinsockException with the documented error when there is none or it cannot be started
   */
  public Selection selectFor(int family, @Nullable ProtocolInfo info) {
    ProtocolInfo entry = info != null ? known(info) : firstOf(family);
    return new Selection(providers.start(entry, upcalls, exports).table(), entry);
  }

  private ProtocolInfo firstOf(int family) {
    return processCatalog.entries().stream()
        .filter(entry -> !entry.isLayer() && entry.addressFamily() == family)
        .findFirst()
        .orElseThrow(() -> new WinsockException("WSAStringToAddress", WsaError.WSAEINVAL.code()));
  }

  /**
   * What a new socket is made with.
   *
   * @param provider whose {@code WSPSocket} to call
   * @param info what to pass to it: the caller's own, unmodified, or the chosen entry (CAT-SEL-1)
   */
  public record Selection(ServiceProvider provider, ProtocolInfo info) {}

  /**
   * The functions behind a socket (CAT-SEL-7): those of the provider that created or last modified
   * the handle, started if only a layer above has used it so far.
   *
   * @param s the socket's handle; any value may be asked for
   * @return null when the handle is no socket of this environment
   */
  public @Nullable ServiceProvider providerOf(SocketHandle s) {
    SocketEntry entry = directory.find(s);
    if (entry == null || entry.isCopy()) {
      return configChanges.isOpen(s) ? null : search.providerOf(s); // CLI-2
    }
    return functionsOf(entry.owner(), entry.catalogEntryId());
  }

  /**
   * {@return the functions that a file operation on a handle reaches: on a system handle those of
   * its base provider, past all layers (WPU-IFS-4); else those of {@link #providerOf}}
   *
   * @param s the socket's handle; any value may be asked for
   */
  public @Nullable ServiceProvider fileProviderOf(SocketHandle s) {
    SocketEntry entry = directory.find(s);
    if (entry == null || entry.providerMade()) {
      return providerOf(s);
    }
    SharedObject object = entry.object();
    return functionsOf(object.maker(), object.makersEntry());
  }

  private @Nullable ServiceProvider functionsOf(Guid id, int entryId) {
    StartedProvider started = providers.find(id);
    if (started != null) {
      return started.table();
    }
    return processCatalog
        .find(entryId)
        .map(info -> providers.start(info, upcalls, exports).table())
        .orElse(null);
  }

  /**
   * A client starts an overlapped operation. Comes before the provider is called.
   *
   * @param kind the call that starts it
   * @param s the socket that it is started on
   * @param overlapped its structure
   * @param routine whether it ends by completion routine
   * @param kept what must live until the completion was delivered, besides the structure, or null;
   *     the blocks in it are held
   * @return the operation, or null when what its completion needs cannot be set aside: {@code
   *     WSAENOBUFS}
   * @throws IllegalStateException when a block in it is closed
   */
  public @Nullable Operation begin(
      OperationKind kind,
      SocketHandle s,
      Overlapped overlapped,
      boolean routine,
      @Nullable Object kept) {
    long thread = routine ? kernel.threads().currentNumber() : 0;
    if (routine && kernel.threadEnds().watchCurrent() != 0) {
      return null;
    }
    Held held = Held.of(kept, HeldBlocks.in(overlapped, kept), thread);
    SocketEntry entry = directory.find(s);
    if (entry != null && entry.providerMade() && !routine && kernel.sockets().reserve(s) != 0) {
      held.release();
      return null;
    }
    long number = entry == null ? 0 : entry.object().nextStarted();
    return operations.start(kind, s, number, overlapped, routine, held);
  }

  /**
   * Says how many overlapped requests may be outstanding at once (WSP-IO-19). Comes before the
   * first {@code WSAStartup}.
   *
   * @param most 1 or more; without this call there is no limit
   */
  public void outstandingRequests(int most) {
    outstandingRequests = most;
  }

  /** {@return whether no more overlapped requests may be started now (WSP-IO-19)} */
  public boolean hasTooManyRequests() {
    int most = outstandingRequests;
    return most < Integer.MAX_VALUE && operations.size() >= most;
  }

  /**
   * Holds what a call was given while it runs.
   *
   * @param given blocks, buffers in them, arrays of such, or anything else
   * @return the hold, to be let go when the call has returned
   * @throws IllegalStateException when a block in it is closed
   */
  public Held hold(@Nullable Object given) {
    return Held.of(given, HeldBlocks.in(given), 0);
  }

  /**
   * The starting call returned success.
   *
   * @param operation what {@link #begin} returned
   * @param bytes its byte count
   */
  public void succeeded(Operation operation, long bytes) {
    // WSP-IO-1: its indication has been made already, and its client may use the structure anew.
    timing.finish(operation.socket());
    operations.succeeded(operation, bytes);
    if (operation.state() == OperationState.STARTING && !isOverlapped(operation.socket())) {
      // WIN-56: a socket without the overlapped attribute fills the structure and indicates
      // nothing.
      operations.withdraw(operation);
    }
  }

  private boolean isOverlapped(SocketHandle s) {
    SocketInfo info = kernel.sockets().query(s);
    return info != null && info.overlapped();
  }

  /**
   * A client associates a socket of this environment with a port.
   *
   * @param s the socket's handle; any value may be asked for
   * @param port the port that completions of the socket go to from now on
   * @param key the completion key of its packets
   * @return 0, or the Win32 error
   */
  public int associate(SocketHandle s, PortHandle port, long key) {
    if (!handles.owns(s)) {
      return Win32Error.ERROR_INVALID_HANDLE.code();
    }
    timing.finish(s); // WPU-COMPLETE-12: what was completed before is not told by this port
    int error = kernel.ports().associate(s, port, key);
    if (error == 0) {
      directory.associated(s, handles.firstName(port));
    }
    return error;
  }

  /**
   * {@code SetFileCompletionNotificationModes} of a socket of this environment.
   *
   * @param s the socket's handle; any value may be asked for
   * @param modes {@code FILE_SKIP_} flags; they can be set, but not cleared again
   * @return 0, or the Win32 error
   */
  public int setNotificationModes(SocketHandle s, int modes) {
    if (!handles.owns(s)) {
      return Win32Error.ERROR_INVALID_HANDLE.code();
    }
    if (!isOverlapped(s)) {
      return Win32Error.ERROR_INVALID_PARAMETER.code(); // WIN-29
    }
    timing.finish(s); // WPU-COMPLETE-12: the modes count as they were
    return kernel.sockets().setModes(s, modes);
  }

  /** {@return what clients do with handles by way of kernel32} */
  public ClientHandles handles() {
    return handles;
  }

  /**
   * Says what native modules of this environment reach when they call as an application does.
   *
   * @param functions serves their calls, in place of what was given before
   */
  public void applicationFunctions(NativeFunctions functions) {
    applicationFunctions.set(functions);
  }

  /** {@return who waits for changes of the catalog} */
  public ConfigChanges configChanges() {
    return configChanges;
  }

  /** {@return cancelling, as clients ask for it} */
  public Cancelling cancelling() {
    return cancelling;
  }

  /** {@return the blocking hooks of the client's threads} */
  public ThreadHooks hooks() {
    return hooks;
  }

  /** {@return what is remembered about the client; nothing unless the operations keep places} */
  public ClientWatch watch() {
    return watch;
  }

  /**
   * {@code WSACancelBlockingCall} of the calling thread (WPU-BLOCK-6).
   *
   * @return success, or {@code WSAEINVAL} when the thread is in no blocking call
   */
  public CallResult cancelBlockingCall() {
    if (!providers.cancelBlockingCall()) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    hooks.cancelled();
    return CallResult.OK;
  }

  /**
   * The starting call failed at once.
   *
   * @param operation what {@link #begin} returned
   * @param error the error number that the call set
   */
  public void failed(Operation operation, int error) {
    SocketEntry entry = directory.find(operation.socket());
    boolean untouched = operation.state().isUnderWay();
    if (entry != null && entry.providerMade() && !operation.hasRoutine() && untouched) {
      kernel.sockets().release(operation.socket());
    }
    operations.failed(operation, error);
  }

  /**
   * {@return whether ws2_32 knows the handle without asking a provider (CLI-2)}
   *
   * @param s the socket's handle; any value may be asked for
   */
  public boolean knows(SocketHandle s) {
    SocketEntry entry = directory.find(s);
    return entry != null && !entry.isCopy();
  }

  /**
   * {@return whether a provider made the handle: then the system's own functions go through it}
   *
   * @param s the socket's handle; any value may be asked for
   */
  public boolean isProviderMade(SocketHandle s) {
    SocketEntry entry = directory.find(s);
    return entry != null && entry.providerMade();
  }

  /**
   * Wraps a client's routine so that the event stream sees it run.
   *
   * @param operation what {@link #begin} returned
   * @param routine the client's routine
   * @return what the provider is to call instead
   */
  public CompletionRoutine observed(Operation operation, CompletionRoutine routine) {
    return (error, bytes, overlapped, flags) -> {
      // A provider that uses WPUQueueApc completes by the routine itself; a system handle has
      // completed before.
      operations.routine(operation, error, Integer.toUnsignedLong(bytes));
      routine.completed(error, bytes, overlapped, flags);
    };
  }

  /**
   * Says which application this is, for the categories that it permits (CAT-LSP-1); without one it
   * permits all. Comes before its first {@code WSAStartup}.
   *
   * @param identity path and command line of the application
   */
  public void application(Application identity) {
    processCatalog.application(identity);
  }

  /** The first {@code WSAStartup}: sockets are made with the catalog as it is now (CAT-4). */
  public void startup() {
    processCatalog.start();
  }

  /** Ends all providers: the final {@code WSACleanup}. Another start may follow. */
  public void cleanup() {
    processCatalog.end();
    providers.cleanupAll();
    timing.finishAll();
    operations.clear();
    watch.socketsClosed();
  }

  /**
   * Ends the environment: providers, then every handle it still owns; APCs still queued do nothing.
   */
  @Override
  public void close() {
    cleanup();
    timing.end();
    kernel.threadEnds().removeListener(threadEnded);
    configChanges.end();
    ioManager.forgetPending();
    kernel.threads().forgetApcs(owner);
    directory.clear();
    kernel.closeAll(owner);
    watch.handlesClosed();
    extensions.close();
  }

  private ProtocolInfo known(ProtocolInfo info) {
    return processCatalog.entries().stream()
        .filter(entry -> entry.catalogEntryId() == info.catalogEntryId())
        .filter(entry -> !entry.isLayer()) // not for clients (sheet, 6.1)
        .findFirst()
        .orElseThrow(
            () ->
                new WinsockException(
                    "WSASocket",
                    WsaError.WSAEINVAL.code(),
                    "entry "
                        + info.catalogEntryId()
                        + " is a layer's own, or not in the catalog as it was at WSAStartup"));
  }

  private ProtocolInfo chosen(int family, int type, int protocol) {
    ProtocolChoice choice = new ProtocolChoice(processCatalog.entries(), family, type, protocol);
    return choice
        .entry()
        .orElseThrow(
            () ->
                new WinsockException(
                    "WSASocket",
                    choice.error().code(),
                    "no entry of the catalog has family="
                        + family
                        + " type="
                        + type
                        + " protocol="
                        + protocol));
  }
}
