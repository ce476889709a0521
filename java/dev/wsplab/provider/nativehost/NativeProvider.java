package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ModuleFile;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A provider in a native module: a shared library that exports {@code WSPStartup}, written in C or
 * C++ as for Windows. It is loaded when it is started first, as a private copy with statics of its
 * own, and unloaded after its last {@code WSPCleanup}. Addresses are passed to it as they are, and
 * nothing behind them is copied.
 *
 * <p>One object stands for the module in one environment. Thread-safe as far as the module is. A
 * fault of the module's own, such as a write to a bad address, ends the process.
 */
public final class NativeProvider extends NativeTransfers implements ModuleFile {
  private static final int ENTRIES = WspFunction.values().length;
  private static final int WSPDATA = 516;
  private static final int DESCRIPTION_AT = 4;
  private static final int DESCRIPTION = 256;

  private final Path file;
  private final boolean inPlace;
  private final Object changes = new Object();
  private volatile @Nullable HostedModule module;
  private volatile Set<WspFunction> missing = Set.of();
  private int starts;

  private NativeProvider(Path file, boolean inPlace) {
    this.file = file;
    this.inPlace = inPlace;
  }

  /**
   * Names a module; nothing is loaded before it is started.
   *
   * @param file absolute path of the library
   * @return the provider, to be installed like one in Java
   * @throws IllegalArgumentException when the path is not absolute: no folder is searched
   */
  public static NativeProvider of(Path file) {
    if (!file.isAbsolute()) {
      throw new IllegalArgumentException(
          "file=" + file + ": an absolute path is expected; no folder is searched for a module");
    }
    return new NativeProvider(file.normalize(), false);
  }

  /**
   * Names a module that is loaded where it is, and not as a copy: for a debugger that has break
   * points in that very file. One environment at a time can have it; another gets {@code
   * WSAEPROVIDERFAILEDINIT}.
   *
   * @param file absolute path of the library
   * @return the provider, to be installed like one in Java
   * @throws IllegalArgumentException as {@link #of}
   */
  public static NativeProvider inPlace(Path file) {
    return new NativeProvider(of(file).file(), true);
  }

  /**
   * Names the module in a file, if there is one.
   *
   * @param path as a catalog stores it
   * @return null when the path is not absolute, or no file is there
   */
  public static @Nullable NativeProvider at(String path) {
    try {
      Path file = Path.of(path);
      return file.isAbsolute() && Files.isRegularFile(file) ? of(file) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** {@return the path that was given} */
  public Path file() {
    return file;
  }

  @Override
  public String modulePath() {
    return file.toString();
  }

  // ---- life

  /** {@inheritDoc} A module that cannot be loaded gives {@code WSAEPROVIDERFAILEDINIT}. */
  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
    HostedModule hosted;
    try {
      hosted = started(upcalls, exports);
    } catch (ModuleLoadException e) {
      return StartupResult.failed(
          WsaError.WSAEPROVIDERFAILEDINIT.code(), String.valueOf(e.getMessage()));
    }
    boolean succeeded = false;
    try {
      StartupResult result = start(hosted, versionRequested, protocolInfo);
      succeeded = result.error() == 0;
      return result;
    } finally {
      if (!succeeded) {
        ended();
      }
    }
  }

  private HostedModule started(Upcalls upcalls, Ws2Exports exports) throws ModuleLoadException {
    synchronized (changes) {
      HostedModule hosted = module;
      if (hosted == null) {
        hosted = HostedModule.load(this, file, inPlace, upcalls, exports);
        module = hosted;
      } else {
        hosted.given(upcalls, exports);
      }
      starts++;
      return hosted;
    }
  }

  private void ended() {
    HostedModule last;
    synchronized (changes) {
      if (starts == 0 || --starts > 0) {
        return;
      }
      last = module;
      module = null;
    }
    if (last != null) {
      last.close();
    }
  }

  private StartupResult start(
      HostedModule hosted, int versionRequested, ProtocolInfo protocolInfo) {
    try (CallFrame frame = new CallFrame()) {
      long data = frame.room(WSPDATA);
      long table = frame.room((long) ENTRIES * Native.POINTER_SIZE);
      int error = hosted.startup(versionRequested, data, frame.protocolInfo(protocolInfo), table);
      if (error != 0) {
        return StartupResult.failed(error);
      }
      Set<WspFunction> absent = hosted.entries(frame, table);
      missing = absent;
      int versions = frame.load(data);
      return new StartupResult(
          0,
          versions & 0xFFFF,
          versions >>> 16,
          frame.readText(data + DESCRIPTION_AT, DESCRIPTION),
          absent.size() < ENTRIES ? this : null);
    }
  }

  /**
   * {@inheritDoc} After the last one the module is unloaded, unless threads are still inside. One
   * that has left the function out of its table is not asked.
   */
  @Override
  public CallResult wspCleanup() {
    if (missing.contains(WspFunction.WSP_CLEANUP)) {
      ended();
      return CallResult.OK;
    }
    try (CallFrame frame = new CallFrame()) {
      int value = (int) entry(WspFunction.WSP_CLEANUP, frame, frame.errno());
      return new CallResult(value, value == 0 ? 0 : frame.error());
    } finally {
      ended();
    }
  }

  /** {@inheritDoc} Of the last start, also when it has ended. */
  @Override
  public Set<WspFunction> missingFunctions() {
    return missing;
  }

  /** The module as it is loaded now, or null. */
  @Nullable HostedModule hosted() {
    return module;
  }

  // ---- calls

  @Override
  long entry(WspFunction function, CallFrame frame, long... words) {
    HostedModule hosted = module;
    if (hosted == null || !hosted.enter()) {
      return refused(function, frame, WsaError.WSANOTINITIALISED);
    }
    try {
      long address = hosted.entry(function);
      return address == 0
          ? refused(function, frame, WsaError.WSAEINVALIDPROCTABLE)
          : hosted.call(function.winsockName(), address, words);
    } finally {
      hosted.leave();
    }
  }

  private static long refused(WspFunction function, CallFrame frame, WsaError error) {
    Kernel.get().memory().storeInt(frame.errno(), error.code());
    boolean bool =
        function == WspFunction.WSP_GET_OVERLAPPED_RESULT
            || function == WspFunction.WSP_GET_QOS_BY_NAME;
    return bool ? 0 : -1;
  }

  @Override
  long withCondition(@Nullable AcceptCondition condition, LongUnaryOperator call) {
    HostedModule hosted = module;
    return hosted == null
        ? call.applyAsLong(0)
        : hosted.callbacks().withCondition(condition, hosted.stub("ConditionFunc"), call);
  }

  @Override
  TransferResult withRoutine(
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      LongFunction<TransferResult> call) {
    HostedModule hosted = module;
    return hosted == null
        ? call.apply(0)
        : hosted
            .callbacks()
            .withRoutine(overlapped, routine, hosted.stub("CompletionRoutine"), call);
  }

  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called",
    "mustcall:type.arguments.not.inferred"
  }) // its caller hands it on, or closes it
  @Override
  @Nullable LentCall lend(
      WspFunction function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      int flags,
      @Nullable ThreadId thread) {
    HostedModule hosted = module;
    if (hosted == null || overlapped == null) {
      return null;
    }
    return hosted
        .exports()
        .lentMemoryWatch()
        .map(watch -> new LentCall(watch, function, s, overlapped.address(), flags, thread))
        .orElse(null);
  }

  @Override
  void pended(LentCall lent) {
    HostedModule hosted = module;
    if (hosted == null) {
      lent.close();
    } else {
      hosted.lent().pended(lent);
    }
  }

  @Override
  void extensionGiven(int code, long in, int inLength, long out, int outLength) {
    HostedModule hosted = module;
    if (hosted != null) {
      hosted.extensions().given(code, in, inLength, out, outLength);
    }
  }

  /** Returns the module's name, for messages. */
  @Override
  public String toString() {
    return "NativeProvider[" + file + "]";
  }
}
