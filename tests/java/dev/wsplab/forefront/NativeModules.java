package dev.wsplab.forefront;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import dev.wsplab.provider.nativehost.Modules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The sample filters in C++, where the build puts them. */
final class NativeModules {
  private NativeModules() {}

  /** Skips the test when there was no C++ compiler, or when none fits this process. */
  static Path of(String filter) {
    assumeTrue(Modules.fitThisProcess(), filter + " is built for another kind of process");
    String name = filter + (Platform.isWindows() ? ".dll" : ".so");
    List<Path> places =
        List.of(
            Path.of("target", "native", "modules", name),
            Path.of("target", "native-windows-tests", "modules", name));
    Path found = places.stream().filter(Files::exists).findFirst().orElse(null);
    assumeTrue(found != null, filter + " was not built: no C++ compiler");
    return found;
  }
}
