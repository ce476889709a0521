package dev.wsplab.forefront;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.wsplab.kernel.ModuleFile;
import dev.wsplab.spi.Guid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;

/**
 * An application filter in C++: a module that exports {@code DllGetClassObject}, built against
 * {@code include/forefront}. Elsewhere than on Windows each one that is loaded is a private copy of
 * the module, with statics of its own, which stays in the process: threads of it may be running.
 */
public final class NativeFilter extends NativeUnknown implements FwxFilter {
  // RTLD_NOW and RTLD_NODELETE: threads of the module may be running when nobody needs it any more.
  private static final int OPEN_FLAGS = 2 | 0x1000;

  private final FwxService service;
  private final NativeLibrary library;

  private NativeFilter(FwxService service, NativeLibrary library, long address) {
    super(address);
    this.service = service;
    this.library = library;
  }

  /**
   * Loads a module and makes its filter, with one reference, which the caller releases when it has
   * given the filter to {@link FwxService#start}.
   *
   * @param service which must not have been stopped
   * @param module the file
   * @param classId the filter's CLSID
   * @return the filter
   * @throws IllegalArgumentException when the file cannot be loaded, exports no {@code
   *     DllGetClassObject}, or makes no {@code IFWXFilter} of this class; the message names the
   *     file, and says which, what was expected, and what to do
   * @throws IllegalStateException when the service has begun to stop
   */
  // The library stays in the process: threads of it may be running.
  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  })
  public static NativeFilter load(FwxService service, Path module, Guid classId) {
    Objects.requireNonNull(classId);
    if (service.isStopping()) {
      throw new IllegalStateException(
          "module="
              + module.toAbsolutePath()
              + ": the service has been stopped; load filters before FwxService.stop and close, or"
              + " build another service");
    }
    ModuleFile.require(module);
    NativeLibrary library = open(module);
    Pointer entry = symbol(library, "DllGetClassObject", module);
    NativeObjects objects = service.nativeObjects();
    if (!SystemStore.isAvailable()) {
      // Its file calls come to this service; a module without them has nothing to be told.
      bindFiles(library, objects.files());
    }
    long filter =
        ForefrontNatives.createInstance(
            Pointer.nativeValue(entry), classId.toBytes(), InterfaceIds.FILTER.toBytes());
    if (filter <= 0) {
      throw new IllegalArgumentException(
          "module="
              + module.toAbsolutePath()
              + ": DllGetClassObject makes no IFWXFilter of class "
              + classId
              + ": "
              + HResult.describe((int) filter)
              + ". Give the CLSID that the module knows.");
    }
    return new NativeFilter(service, library, filter);
  }

  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  }) // stays in the process
  private static NativeLibrary open(Path module) {
    if (SystemStore.isAvailable()) {
      return open(module, module, Map.of());
    }
    try {
      Path copy = Files.createTempFile("wsplab-filter", ".so");
      try {
        Files.copy(module, copy, StandardCopyOption.REPLACE_EXISTING);
        return open(module, copy, Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS));
      } finally {
        Files.delete(copy); // what is mapped stays
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "module="
              + module.toAbsolutePath()
              + ": cannot be copied into the folder for temporary files ("
              + e
              + "). Make room there, or name another one by -Djava.io.tmpdir.",
          e);
    }
  }

  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  }) // stays in the process
  private static NativeLibrary open(Path module, Path file, Map<String, ?> options) {
    try {
      return NativeLibrary.getInstance(file.toAbsolutePath().toString(), options);
    } catch (UnsatisfiedLinkError e) {
      String whole = module.toAbsolutePath().toString();
      String told = String.valueOf(e.getMessage()).replace(file.toAbsolutePath().toString(), whole);
      throw new IllegalArgumentException(
          "module="
              + whole
              + ": cannot be loaded ("
              + told
              + "). A library whose imports are all found is expected: link what is missing.",
          e);
    }
  }

  private static Pointer symbol(NativeLibrary library, String name, Path module) {
    try {
      return library.getFunction(name);
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalArgumentException(
          "module="
              + module.toAbsolutePath()
              + ": exports no "
              + name
              + ", by which COM classes are made. A filter built against include/forefront is"
              + " expected: define it with STDAPI.",
          e);
    }
  }

  private static void bindFiles(NativeLibrary library, long files) {
    Function bind;
    try {
      bind = library.getFunction("wsplab_fwx_bind");
    } catch (UnsatisfiedLinkError e) {
      return; // it includes no fwx_windows.h, so it calls no files
    }
    bind.invokeVoid(new Object[] {new Pointer(files)});
  }

  /**
   * {@return a function that the module exports; for tests that look into it}
   *
   * @param name the name that the module exports
   * @throws UnsatisfiedLinkError when it exports none of this name
   */
  public Function function(String name) {
    return library.getFunction(name);
  }

  @Override
  public int filterInit(FwxFirewall firewall) {
    return ForefrontNatives.filterInit(address(), service.nativeObjects().firewall());
  }

  @Override
  public int filterShutdown() {
    return ForefrontNatives.filterShutdown(address());
  }
}
