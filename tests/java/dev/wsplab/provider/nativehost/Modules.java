package dev.wsplab.provider.nativehost;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;

/** The modules that the native build makes for tests: {@code tests/native/modules}. */
public final class Modules {
  private static final String FOLDER =
      System.getProperty("wsplab.modules", "target/native/modules");
  private static final String SAMPLES =
      System.getProperty("wsplab.samples", "target/native/providers");
  private static final String[] SUFFIXES = {".so", ".dll"};

  private Modules() {}

  /**
   * Whether the build makes them for processes such as this one: it builds for its own machine, and
   * scripts/test-windows for Windows, while tests also run as programs of others.
   */
  public static boolean fitThisProcess() {
    boolean built = Platform.isLinux() || Platform.isWindows();
    return built && Platform.isIntel() && Platform.is64Bit();
  }

  /** The file of a module, by its target's name; skips the test where none fits. */
  public static Path file(String name) {
    return in(FOLDER, name);
  }

  /** The file of one of the samples in {@code tests/providers}. */
  public static Path sample(String name) {
    return in(SAMPLES, name);
  }

  private static Path in(String where, String name) {
    assumeTrue(fitThisProcess(), name + " is built for another kind of process than this one");
    Path folder = Path.of(where).toAbsolutePath();
    for (String suffix : SUFFIXES) {
      Path file = folder.resolve(name + suffix);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IllegalStateException(
        "folder=" + folder + ": no module " + name + "; the native build makes it");
  }

  /** A provider in a module. */
  public static NativeProvider provider(Path file) {
    return NativeProvider.of(file);
  }

  /** A provider in a module. */
  public static NativeProvider provider(String name) {
    return NativeProvider.of(file(name));
  }
}
