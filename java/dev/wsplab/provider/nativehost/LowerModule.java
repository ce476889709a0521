package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A provider below a hosted layer, of Java or of another module, as the layer sees it: a module
 * that exports {@code WSPStartup} and has a table of thirty functions (WSP-START-9). It has a set
 * of trampolines of its own. Thread-safe.
 */
final class LowerModule {
  private static final int UPCALLS = 15;
  private static final int DESCRIPTION = 256;
  private static final int DESCRIPTION_AT = 4;

  private final ServiceProvider provider;
  private final Layer layer;
  private final long set;
  private final LowerFile file;
  private volatile @Nullable ServiceProvider table;

  /** The layer above, as far as the provider below is concerned. */
  interface Layer extends LowerServices.ModuleFunctions {
    /** What it was given at its own start. */
    Upcalls upcalls();

    /** What it was given at its own start. */
    Ws2Exports exports();

    /** The trampoline of one of its functions. */
    long stub(String function);

    /** A table of its own that the layer gives to the provider below. */
    Upcalls upcallsAt(long[] functions);
  }

  /**
   * Makes one.
   *
   * @param folder for its file, which the layer finds it by
   * @throws ModuleLoadException when the file cannot be made, or no set of trampolines be had
   */
  // The gate is asked once the layer has the address.
  @SuppressWarnings({"nullness:method.invocation", "nullness:methodref.receiver.bound"})
  LowerModule(Path folder, ServiceProvider provider, Layer layer) throws ModuleLoadException {
    this.provider = provider;
    this.layer = layer;
    Gate gate = new Gate(LowerModule::refuse);
    LowerExtensions extensions = new LowerExtensions(layer::exports, layer::routine, this::stub);
    gate.on("WSPStartup", this::startup);
    new LowerServices(this::table, layer).on(gate);
    new LowerTransfers(this::table, layer, extensions).on(gate);
    extensions.on(gate);
    this.set = ModuleNatives.setAcquire(gate);
    if (set < 0) {
      throw new ModuleLoadException("no set of trampolines can be had (error " + -set + ")");
    }
    if (layer.exports().nativeStacks()) {
      ModuleNatives.setTakeStacks(set);
    }
    this.file = fileIn(folder);
  }

  private LowerFile fileIn(Path folder) throws ModuleLoadException {
    try {
      return LowerFile.make(folder, set, stub("WSPStartup"));
    } catch (ModuleLoadException e) {
      giveBack();
      throw e;
    }
  }

  private static long refuse(String function, Arguments arguments) {
    throw new IllegalStateException("function=" + function + ": no function of a provider");
  }

  /** Where the layer finds it. */
  String path() {
    return file.path().toString();
  }

  /** What it is to {@code LoadLibrary}. */
  long handle() {
    return file.handle();
  }

  /** The trampoline of a function. */
  long stub(String function) {
    return ModuleNatives.setStub(set, Functions.number(function));
  }

  /**
   * Its calls are refused from now on. The file is closed, and the set used again unless somebody
   * is inside; but not while the layer is still loaded, whose threads may come here yet.
   */
  void close(boolean layerIsGone) {
    if (layerIsGone) {
      file.close();
      giveBack();
    } else {
      ModuleNatives.setUnbind(set, 0);
    }
  }

  private void giveBack() {
    if (ModuleNatives.setUnbind(set, 0) == 0) {
      ModuleNatives.setRelease(set);
    }
  }

  private ServiceProvider table() {
    ServiceProvider started = table;
    return started == null ? provider : started;
  }

  /** WSPStartup: the error itself is returned (WSP-START-2). */
  private long startup(Arguments a) {
    try {
      byte[] info = new byte[ProtocolInfo.SIZE];
      Arguments.memory().read(a.word(2), info, 0, info.length);
      StartupResult result =
          provider.wspStartup(
              a.number(0), ProtocolInfoLayout.fromBytes(info), upcalls(a.word(3)), layer.exports());
      if (result.error() == 0) {
        store(result, a.word(1), a.word(4));
      }
      return result.error();
    } catch (AccessViolationException e) {
      return WsaError.WSAEFAULT.code();
    }
  }

  /** The layer's own table passed on (WSP-START-9), or one that it has changed. */
  private Upcalls upcalls(long at) {
    long[] functions = new long[UPCALLS];
    boolean own = true;
    for (int i = 0; i < UPCALLS; i++) {
      functions[i] = UpcallServices.loadPointer(at + (long) i * Native.POINTER_SIZE);
      own &= functions[i] == layer.stub(WpuFunction.values()[i].winsockName());
    }
    return own ? layer.upcalls() : layer.upcallsAt(functions);
  }

  private void store(StartupResult result, long data, long procTable) {
    Arguments.memory().storeInt(data, result.version() & 0xFFFF | result.highVersion() << 16);
    String text = result.description();
    String description = text.substring(0, Math.min(text.length(), DESCRIPTION - 1)) + '\0';
    byte[] bytes = description.getBytes(StandardCharsets.UTF_16LE);
    Arguments.memory().write(bytes, 0, bytes.length, data + DESCRIPTION_AT);
    ServiceProvider started = result.procTable();
    if (started == null) {
      return; // a table that was not written
    }
    table = started;
    Set<WspFunction> missing = started.missingFunctions();
    for (WspFunction function : WspFunction.values()) {
      CallFrame.storePointer(
          procTable + (long) function.ordinal() * Native.POINTER_SIZE,
          missing.contains(function) ? 0 : stub(function.winsockName()));
    }
  }
}
