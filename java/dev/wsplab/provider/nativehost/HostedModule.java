package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.operation.ModuleStaysException;
import dev.wsplab.operation.UserFault;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.NativeFunctions;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One loaded module of a provider: what it calls, what is called in it, and the providers that it
 * has found below itself. Lives from the first {@code WSPStartup} to the last {@code WSPCleanup}.
 * Thread-safe.
 */
final class HostedModule implements LowerModule.Layer, LoaderServices.Modules {
  private final Callbacks callbacks = new Callbacks();
  private final LentCalls lent = new LentCalls();
  private final LateCalls late;
  private final LowerModules lower;
  private final ModuleExtensions extensions;
  private volatile Upcalls upcalls;
  private volatile Ws2Exports exports;
  private volatile long[] entries = new long[WspFunction.values().length];
  private volatile LoadedModule.@Nullable SetAddress set;
  private volatile @Nullable LoadedModule module;
  private volatile boolean kept;

  // What is made here asks for the rest once the module is loaded.
  @SuppressWarnings({
    "nullness:argument",
    "nullness:assignment",
    "nullness:method.invocation",
    "nullness:methodref.receiver.bound"
  })
  private HostedModule(ServiceProvider provider, Upcalls upcalls, Ws2Exports exports) {
    this.upcalls = upcalls;
    this.exports = exports;
    this.lower =
        new LowerModules(this::exports, provider, this, name -> loaded().folder().inside(name));
    this.late = new LateCalls(this::exports, this::loadedName);
    this.extensions = new ModuleExtensions(this::exports, this);
  }

  /**
   * Loads the module of a provider that is being started.
   *
   * @throws ModuleLoadException naming the module
   */
  static HostedModule load(
      ServiceProvider provider, Path file, boolean inPlace, Upcalls upcalls, Ws2Exports exports)
      throws ModuleLoadException {
    HostedModule hosted = new HostedModule(provider, upcalls, exports);
    hosted.open(file, inPlace);
    return hosted;
  }

  private void open(Path file, boolean inPlace) throws ModuleLoadException {
    LoadedModule loaded;
    try {
      loaded = LoadedModule.open(file, inPlace, exports.nativeStacks(), this::gate);
    } catch (ModuleLoadException e) {
      throw new ModuleLoadException(e.getMessage() + " (CAT-SEL-5)", e);
    }
    module = loaded;
    if (loaded.symbol("WSPStartup") == 0) {
      close();
      throw new ModuleLoadException(
          "module=" + file + ": it exports no WSPStartup, which every provider has (WSP-START-1)");
    }
  }

  private Gate gate(LoadedModule.SetAddress address) {
    set = address;
    Gate gate = new Gate(this::application);
    callbacks.on(gate);
    new UpcallServices(
            this::upcalls,
            this::exports,
            this::apc,
            callbacks,
            lent,
            () -> address.stub("BlockingCallback"))
        .on(gate);
    new CatalogServices(() -> exports.catalogFunctions(), this::pathOf).on(gate);
    new LoaderServices(this).on(gate);
    new KernelServices(this::exports, this).on(gate);
    gate.onRefused(function -> late.tellLater(Functions.name(function)));
    return gate;
  }

  /** While it is being loaded it has no name yet. */
  private String loadedName() {
    LoadedModule loaded = module;
    return loaded == null ? "(being loaded)" : loaded.file().toString();
  }

  /** What a provider calls as an application does, on handles of ours. */
  private long application(String function, Arguments arguments) {
    NativeFunctions functions = exports.applicationFunctions().orElse(null);
    if (functions == null || !functions.serves(function)) {
      throw new UnsupportedOperationException(
          "module="
              + loadedName()
              + ", function="
              + function
              + ": it is not served to a hosted provider here, and fails");
    }
    return ApplicationCall.make(
        functions, function, arguments, (address, words) -> callBack(function, address, words));
  }

  // ---- what the module was given

  /** The most recent table counts (WSP-START-8). */
  void given(Upcalls newUpcalls, Ws2Exports newExports) {
    upcalls = newUpcalls;
    exports = newExports;
  }

  @Override
  public Upcalls upcalls() {
    return upcalls;
  }

  @Override
  public Ws2Exports exports() {
    return exports;
  }

  /** The file's name, for the names of threads. */
  String name() {
    LoadedModule loaded = module;
    return loaded == null ? "module" : String.valueOf(loaded.file().getFileName());
  }

  Callbacks callbacks() {
    return callbacks;
  }

  LentCalls lent() {
    return lent;
  }

  ModuleExtensions extensions() {
    return extensions;
  }

  // ---- calls into the module

  LoadedModule loaded() {
    LoadedModule loaded = module;
    if (loaded == null) {
      throw new IllegalStateException("the module is being loaded");
    }
    return loaded;
  }

  boolean enter() {
    return loaded().enter();
  }

  void leave() {
    loaded().leave();
  }

  int startup(int version, long data, long info, long table) {
    LoadedModule loaded = loaded();
    if (!loaded.enter()) {
      throw new IllegalStateException(loaded.file() + " is being unloaded");
    }
    try {
      return loaded.startup(loaded.symbol("WSPStartup"), version, data, info, table);
    } finally {
      loaded.leave();
    }
  }

  /** Takes the table that the module has written; returns which entries are NULL (LAY-PT-2). */
  Set<WspFunction> entries(CallFrame frame, long table) {
    long[] written = new long[WspFunction.values().length];
    Set<WspFunction> missing = EnumSet.noneOf(WspFunction.class);
    for (WspFunction function : WspFunction.values()) {
      int slot = function.ordinal();
      written[slot] = frame.loadPointer(table + (long) slot * Native.POINTER_SIZE);
      if (written[slot] == 0) {
        missing.add(function);
      }
    }
    entries = written;
    return missing;
  }

  long entry(WspFunction function) {
    return entries[function.ordinal()];
  }

  /** Calls a function, between {@link #enter} and {@link #leave}. */
  long call(String what, long function, long... words) {
    return loaded().call(what, function, words);
  }

  /** Calls a function that the module gave a pointer to; 0 when it is gone meanwhile. */
  long callBack(String what, long function, long... words) {
    if (!enter()) {
      return 0;
    }
    try {
      return call(what, function, words);
    } finally {
      leave();
    }
  }

  private UserApc apc(long function) {
    return context -> callBack("the APC function", function, context);
  }

  @Override
  public CompletionRoutine routine(long function) {
    return (error, bytes, overlapped, flags) ->
        callBack(
            "the completion routine",
            function,
            Integer.toUnsignedLong(error),
            Integer.toUnsignedLong(bytes),
            overlapped.address(),
            Integer.toUnsignedLong(flags));
  }

  @Override
  public AcceptCondition condition(long function) {
    return request -> {
      try (CallFrame frame = new CallFrame()) {
        return (int)
            callBack(
                "the condition function",
                function,
                frame.addressBuffer(request.callerId()),
                frame.buffer(request.callerData()),
                request.sqos(),
                request.gqos(),
                frame.addressBuffer(request.calleeId()),
                frame.buffer(request.calleeData()),
                request.group(),
                request.callbackData());
      }
    };
  }

  @Override
  public long stub(String function) {
    LoadedModule.SetAddress address = set;
    return address == null ? 0 : address.stub(function);
  }

  @Override
  public Upcalls upcallsAt(long[] functions) {
    return new ModuleUpcalls(functions, this);
  }

  // ---- what the module sees of others

  private @Nullable String pathOf(Guid id) {
    if (exports.wscGetProviderPath(id).isEmpty()) {
      return null;
    }
    LowerModule found = lower.find(id);
    return found != null
        ? found.path()
        : lower.isSelf(id) ? loaded().libraries().path().toString() : null;
  }

  @Override
  public long load(String path) {
    LowerModule found = lower.at(path);
    return found != null ? found.handle() : loaded().libraries().at(path);
  }

  @Override
  public long function(long handle, String name) {
    LowerModule found = lower.of(handle);
    if (found != null) {
      return name.equals("WSPStartup") ? found.stub(name) : 0;
    }
    return loaded().libraries().symbol(handle, name);
  }

  @Override
  public @Nullable String path(long handle) {
    LowerModule found = lower.of(handle);
    if (found != null) {
      return found.path();
    }
    Path own = loaded().libraries().path(handle);
    return own == null ? null : own.toString();
  }

  @Override
  public long holding(long address) {
    return loaded().libraries().holding(address);
  }

  /** Whether it had to stay because somebody was inside at its end. */
  boolean isKept() {
    return kept;
  }

  /** Unloads it, if nobody is inside, and forgets what it has found below. */
  void close() {
    LoadedModule loaded = loaded();
    LoadedModule.Unloading unloading = loaded.close();
    int inside = unloading.inside();
    lower.close(inside == 0);
    lent.finish();
    loaded.deleteCopies(); // Windows lets go of the files below only now
    if (inside > 0) {
      kept = true;
      UserFault.report(
          new ModuleStaysException(
              "module="
                  + loaded.file()
                  + ": "
                  + inside
                  + " of its threads are still inside after its last WSPCleanup; it stays loaded,"
                  + " and its calls are refused (WSP-CLEAN-5, WIN-H6)"));
    }
    unloading.refused().forEach(late::tell);
    loaded.reportStaying(unloading.staying());
  }
}
