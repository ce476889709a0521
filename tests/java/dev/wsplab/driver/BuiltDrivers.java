package dev.wsplab.driver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import dev.wsplab.provider.nativehost.Modules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The drivers in C, where the build puts them. */
public final class BuiltDrivers {
  private BuiltDrivers() {}

  /** Skips the test where none were built. */
  public static Path of(String name) {
    return built("providers", name);
  }

  /** A module that is no driver. */
  public static Path another() {
    return built("modules", "copy_filter");
  }

  private static Path built(String folder, String name) {
    assumeTrue(Modules.fitThisProcess(), name + " is built for another kind of process");
    String file = name + (Platform.isWindows() ? ".dll" : ".so");
    List<Path> places =
        List.of(
            Path.of("target", "native", folder, file),
            Path.of("target", "native-windows-tests", folder, file));
    Path found = places.stream().filter(Files::exists).findFirst().orElse(null);
    assumeTrue(found != null, name + " was not built for this system");
    return found;
  }
}
