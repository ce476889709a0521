package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog file that several processes use. */
class CatalogFileProcessesTest {
  private static final int ROUNDS = 200;

  @TempDir Path folder;

  private final Catalog catalog = new Catalog(Kernel.get());
  private Path file;

  /** An installer in a JVM of its own: takes a file, adds a layer, and writes one so often. */
  static final class Installer {
    public static void main(String[] arguments) throws IOException {
      Catalog catalog = new Catalog(Kernel.get());
      catalog.restore(CatalogFile.read(Path.of(arguments[0])));
      catalog.installLayer(new LayeredProvider() {}, Guid.random(), arguments[2], false);
      for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
        catalog.toFile().write(Path.of(arguments[1]));
      }
    }
  }

  @BeforeEach
  void writeABase() throws IOException {
    file = folder.resolve("catalog.txt");
    catalog.installBase(new ScriptedBase(), List.of(ScriptedBase.PROTOCOL));
    catalog.toFile().write(file);
  }

  private Process install(Path from, String name, int rounds) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", // otherwise Java 25 warns
            "-cp",
            System.getProperty("java.class.path"),
            Installer.class.getName(),
            from.toString(),
            file.toString(),
            name,
            Integer.toString(rounds))
        .redirectErrorStream(true)
        .start();
  }

  private static void awaitEnd(Process process) throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  private static Set<String> layersIn(CatalogFile read) {
    return read.entries().stream()
        .filter(entry -> !entry.isBase())
        .map(ProtocolInfo::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void givenAnotherProcess_whenItInstallsALayer_thenThisOneReadsItAndGoesOnWithIt()
      throws Exception {
    awaitEnd(install(file, "there", 1));

    CatalogFile read = CatalogFile.read(file);
    assertThat(layersIn(read)).isNotEmpty().allMatch(name -> name.contains("there"));
    assertThat(read.entries()).containsAll(catalog.entries());
    catalog.restore(read);
    catalog.installLayer(new LayeredProvider() {}, Guid.random(), "here", false);

    assertThat(catalog.entries())
        .containsAll(read.entries())
        .hasSizeGreaterThan(read.entries().size())
        .extracting(ProtocolInfo::catalogEntryId)
        .doesNotHaveDuplicates();
    assertThat(catalog.orphans()).isNotEmpty(); // whose providers are in the other process
  }

  @Test
  void givenTwoProcesses_whenBothWriteAtOnce_thenEveryReaderFindsTheWholeFileOfOne()
      throws Exception {
    Path base = Files.copy(file, folder.resolve("base.txt"));
    Process one = install(base, "one", ROUNDS);
    Process two = install(base, "two, with a longer name", ROUNDS);
    Set<Set<String>> seen = new LinkedHashSet<>();
    while (one.isAlive() || two.isAlive()) {
      seen.add(layersIn(CatalogFile.read(file)));
    }
    awaitEnd(one);
    awaitEnd(two);

    seen.add(layersIn(CatalogFile.read(file)));
    assertThat(seen)
        .allMatch(
            layers ->
                layers.stream().noneMatch(name -> name.contains("one"))
                    || layers.stream().noneMatch(name -> name.contains("two")));
    assertThat(layersIn(CatalogFile.read(file))).isNotEmpty();
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }
}
