package dev.wsplab.provider.nativehost;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The modules that the native build makes for tests: providers, drivers and filters. One that fits
 * this process and is missing fails the test; those in C++ alone may be missing, where no compiler
 * of that language is expected.
 */
public final class Modules {
  private static final String FOLDER =
      System.getProperty("wsplab.modules", "target/native/modules");
  private static final String SAMPLES =
      System.getProperty("wsplab.samples", "target/native/providers");
  private static final String[] SUFFIXES = {".so", ".dll"};

  /** Set by scripts/test, which has such a compiler installed; a CI machine has one as well. */
  private static final boolean CPP_EXPECTED =
      Boolean.getBoolean("wsplab.cpp.expected") || Boolean.parseBoolean(System.getenv("CI"));

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

  /** The file of one of the samples in {@code tests/providers}, providers and drivers. */
  public static Path sample(String name) {
    return in(SAMPLES, name);
  }

  /** The file of one of the application filters, which are written in C++. */
  public static Path filter(String name) {
    assumeFit(name);
    return filter(Path.of(FOLDER), name, CPP_EXPECTED);
  }

  /** Skips the test when there is none, unless a compiler is expected: then it is a mistake. */
  static Path filter(Path folder, String name, boolean expected) {
    Path file = find(folder, name);
    assumeTrue(expected || file != null, name + " was not built: no C++ compiler");
    return required(file, folder, name);
  }

  private static Path in(String where, String name) {
    assumeFit(name);
    return required(find(Path.of(where), name), Path.of(where), name);
  }

  private static void assumeFit(String name) {
    assumeTrue(fitThisProcess(), name + " is built for another kind of process than this one");
  }

  private static @Nullable Path find(Path where, String name) {
    Path folder = where.toAbsolutePath();
    for (String suffix : SUFFIXES) {
      Path file = folder.resolve(name + suffix);
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }

  private static Path required(@Nullable Path file, Path folder, String name) {
    if (file == null) {
      throw new IllegalStateException(
          "folder="
              + folder.toAbsolutePath()
              + ": no module "
              + name
              + "; the native build makes it");
    }
    return file;
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
