package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.host.CatalogFile;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wsplab catalog}, as it is typed. */
// A thread that hangs in native code cannot be interrupted.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CatalogCommandTest {
  private static final String LAYER = PassThroughLayer.class.getName();

  @TempDir Path folder;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  private String file = "";

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("lab.catalog").toString();
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private List<ProtocolInfo> entries() throws IOException {
    return CatalogFile.read(Path.of(file)).entries();
  }

  private static String id(ProtocolInfo entry) {
    return String.valueOf(entry.catalogEntryId());
  }

  @Test
  void givenNewFile_whenShown_thenItHasABaseForEachFamilyAndType() throws IOException {
    assertThat(run("catalog", "create", file)).as("%s", err).isZero();
    assertThat(run("catalog", "show", file)).isZero();
    assertThat(out.toString())
        .containsPattern("id +kind +offers +handles +chain +name")
        .containsPattern("base +IPv4 stream TCP +IFS")
        .containsPattern("base +IPv6 dgram UDP +IFS")
        .contains("java:dev.wsplab.provider.tcp.TcpProvider");
    assertThat(entries()).hasSize(4);
  }

  /** CAT-CHAIN-1, CAT-CHAIN-2: its chains come first. */
  @Test
  void givenLayer_whenInstalled_thenTheFileHasItsChainsFirstAndTheDifferenceIsPrinted()
      throws IOException {
    run("catalog", "create", file, "--base", "memory");
    assertThat(run("catalog", "install", file, LAYER, "--name", "Mine")).as("%s", err).isZero();
    assertThat(out.toString()).contains("added: ", " Mine over [", " Mine");
    assertThat(entries()).hasSize(9);
    assertThat(entries().get(0).name()).startsWith("Mine over [");
    assertThat(run("catalog", "orphans", file)).isZero();
    assertThat(out.toString()).startsWith("no orphans");
  }

  /** CAT-ORDER-1: all ids, each once, are written. */
  @Test
  void givenEntriesNamed_whenOrdered_thenTheyAreFirstAndDiffTellsWhatMoved() throws IOException {
    run("catalog", "create", file);
    String before = folder.resolve("before.catalog").toString();
    Files.copy(Path.of(file), Path.of(before));
    ProtocolInfo last = entries().get(3);
    assertThat(run("catalog", "order", file, id(last))).as("%s", err).isZero();
    assertThat(entries().get(0)).isEqualTo(last);
    assertThat(run("catalog", "diff", before, file)).isEqualTo(Main.FAILED);
    assertThat(out.toString().strip()).isEqualTo("moved: " + id(last) + " " + last.name());
    assertThat(run("catalog", "diff", file, file)).isZero();
    assertThat(out.toString().strip()).isEqualTo("no difference");
  }

  /** CAT-DEINST-1: what was installed over it stays, and cannot be used. */
  @Test
  void givenLayerOverAnother_whenTheLowerIsRemoved_thenItsChainsAreOrphans() throws IOException {
    run("catalog", "create", file);
    run("catalog", "install", file, LAYER, "--name", "Lower");
    ProtocolInfo lower = entries().get(entries().size() - 1);
    run("catalog", "install", file, CountingLayer.class.getName(), "--name", "Upper");
    assertThat(run("catalog", "remove", file, id(lower))).as("%s", err).isZero();
    assertThat(out.toString()).contains("removed: " + id(lower) + " Lower");
    assertThat(run("catalog", "orphans", file)).isEqualTo(Main.FAILED);
    assertThat(out.toString())
        .contains("Upper over [Lower over [")
        .contains(id(lower) + " is missing")
        .containsPattern("\nto mend it: wsplab catalog remove .* takes away what lies over");
  }

  @Test
  void givenLayerInCWhoseFileIsGone_whenOrphansAreAsked_thenItsEntriesAreNamed()
      throws IOException {
    Path module = folder.resolve("layer.so");
    Files.copy(Modules.sample("layer"), module);
    run("catalog", "create", file);
    assertThat(run("catalog", "install", file, module.toString())).as("%s", err).isZero();
    assertThat(out.toString()).containsPattern("added: [0-9]+ layer\\R");
    assertThat(run("catalog", "orphans", file)).isZero();
    Files.delete(module);
    assertThat(run("catalog", "orphans", file)).isEqualTo(Main.FAILED);
    assertThat(out.toString())
        .contains("layer over [")
        .containsPattern(
            "(?m)^to mend it: no module .*layer\\.so: put it there, or wsplab catalog remove .* \\d+$");
  }

  @Test
  void givenLayerWhoseClassIsGone_whenOrphansAreAsked_thenTheClassAndTheClassPathAreNamed()
      throws IOException {
    run("catalog", "create", file);
    run("catalog", "install", file, LAYER);
    CatalogFile named = CatalogFile.read(Path.of(file));
    Map<Guid, String> paths = new LinkedHashMap<>(named.paths());
    paths.replaceAll((id, path) -> path.endsWith(LAYER) ? "java:no.such.Layer" : path);
    new CatalogFile(paths, named.entries(), Map.of(), Map.of()).write(Path.of(file));

    assertThat(run("catalog", "orphans", file)).isEqualTo(Main.FAILED);
    assertThat(out.toString())
        .containsPattern(
            "(?m)^to mend it: no class no\\.such\\.Layer: CLASSPATH is .*; put its folder or jar there, or wsplab");
  }

  /** CAT-INST-1: an imported catalog has such paths. */
  @Test
  void givenPathWithAVariable_whenOrphansAreAsked_thenItIsThisMachines() throws IOException {
    String variable = RunningOn.isWindows() ? "OS" : "PATH";
    Path module = Path.of(folder + "/" + System.getenv(variable)).resolve("layer.so");
    Files.createDirectories(module.getParent());
    Files.copy(Modules.sample("layer"), module);
    run("catalog", "create", file);
    run("catalog", "install", file, module.toString());
    CatalogFile named = CatalogFile.read(Path.of(file));
    Map<Guid, String> paths = new LinkedHashMap<>(named.paths());
    String unexpanded = folder + "/%" + variable.toLowerCase(Locale.ROOT) + "%/layer.so";
    paths.replaceAll((id, path) -> path.equals(module.toString()) ? unexpanded : path);
    assertThat(paths).containsValue(unexpanded);
    new CatalogFile(paths, named.entries(), Map.of(), Map.of()).write(Path.of(file));

    assertThat(run("catalog", "orphans", file)).as("%s", out).isZero();
    Files.delete(module);
    assertThat(run("catalog", "orphans", file)).isEqualTo(Main.FAILED);
  }

  /**
   * What a broken installation leaves in a machine's catalog does not keep the rest from being
   * read.
   */
  @Test
  void givenProviderWithoutAPath_whenAMachinesCatalogIsRead_thenItsEntriesStayAsOrphans()
      throws IOException {
    run("catalog", "create", file);
    run("catalog", "install", file, LAYER);
    CatalogFile whole = CatalogFile.read(Path.of(file));
    Guid broken = entries().get(0).providerId();
    List<String> told = new ArrayList<>();
    MachineCatalog.Paths paths =
        id -> {
          if (id.equals(broken)) {
            throw new SetUpException("import: no path of " + id);
          }
          return whole.paths().getOrDefault(id, "");
        };

    MachineCatalog.of(whole.entries(), paths, told::add).write(Path.of(file));

    assertThat(told)
        .containsExactly("import: no path of " + broken + "; its entries are kept, as orphans");
    assertThat(entries()).isEqualTo(whole.entries());
    assertThat(run("catalog", "orphans", file)).isEqualTo(Main.FAILED);
    assertThat(out.toString().lines())
        .filteredOn(line -> !line.startsWith("to mend it: "))
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).endsWith(broken + " is missing"));
    assertThat(out.toString()).contains("to mend it: no path is known, or wsplab catalog remove ");
  }

  @Test
  void givenCatalogWithALayerInC_whenAProgramRunsOnIt_thenItsBytesComeThrough() {
    run("catalog", "create", file, "--base", "memory");
    run("catalog", "install", file, Modules.sample("layer").toString());
    String client = Modules.sample("echo_client").toString();
    assertThat(run("run", "--catalog", file, "--", client, "100000"))
        .as("%s %s", out, err)
        .isZero();
  }

  @Test
  void givenCatalogAndLayersOfItsOwn_whenAProgramIsToRun_thenItIsRefused() {
    run("catalog", "create", file, "--base", "memory");
    String client = Modules.sample("echo_client").toString();
    for (String[] more : new String[][] {{"--layer", LAYER}, {"--base", "tcp"}}) {
      assertThat(run("run", "--catalog", file, more[0], more[1], "--", client, "10"))
          .isEqualTo(Main.USAGE);
      assertThat(err.toString()).contains("it names all providers; leave --base and --layer out");
    }
  }

  @Test
  void givenLayerThatIsInTheFile_whenInstalledAgain_thenItIsRefusedAndTheFileIsAsItWas()
      throws IOException {
    run("catalog", "create", file, "--base", "memory");
    for (String layer : List.of(LAYER, Modules.sample("layer").toString())) {
      run("catalog", "install", file, layer, "--name", "Lower");
      List<ProtocolInfo> before = entries();

      assertThat(run("catalog", "install", file, layer, "--name", "Upper")).isEqualTo(2);

      assertThat(err.toString())
          .contains(layer + ": it is in " + file + " already; wsplab catalog remove takes it out");
      assertThat(entries()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          show;FILE                  | there is no such file; wsplab catalog create makes one
          create;FILE;--base;other   | --base other: expected tcp or memory
          install;FILE;LAYER         | there is no such file; wsplab catalog create makes one
          create;./nosuch/x.catalog  | nosuch; make it, or name another file
          import;EMPTY               | there is such a file already; name another
          create;EMPTY               | there is such a file already; name another
          show;EMPTY                 | line 1: expected "wsplab-catalog 1", found an empty file
          order;NEW;77777            | no entry has the id 77777; wsplab catalog show
          remove;NEW;77777           | no entry has the id 77777; wsplab catalog show
          install;NEW;no.such.Class  | LAYER no.such.Class: no such class; CLASSPATH
          install;NEW;./none.so      | LAYER ./none.so: there is no such file
          """)
  void givenWrongUse_whenTyped_thenTheMessageSaysWhatToDo(String typed, String message)
      throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.catalog"), "");
    String made = folder.resolve("new.catalog").toString();
    run("catalog", "create", made);
    String line =
        ("catalog;" + typed)
            .replace("FILE", file)
            .replace("EMPTY", empty.toString())
            .replace("NEW", made)
            .replace("LAYER", LAYER);
    assertThat(run(line.split(";"))).as(out + "\n" + err).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains(message);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void givenSystemWithoutCatalog_whenImported_thenTheMessageSaysSo() {
    assertThat(run("catalog", "import", file)).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains("this system has no Winsock catalog");
  }

  /** The machine's own ws2_32 tells it. */
  @Test
  @EnabledOnOs(value = OS.WINDOWS, disabledReason = "only Windows has a Winsock catalog")
  @OnWine(value = "WIN-59", instead = "WSCGetProviderPath tells an empty path")
  void givenWindows_whenItsCatalogIsImported_thenTheFileHasItsProtocolsAndModules()
      throws IOException {
    assertThat(run("catalog", "import", file)).as("%s", err).isZero();
    CatalogFile machine = CatalogFile.read(Path.of(file));
    assertThat(machine.entries())
        .anySatisfy(
            entry -> {
              assertThat(entry.addressFamily()).isEqualTo(2);
              assertThat(entry.protocol()).isEqualTo(6);
              assertThat(machine.paths().get(entry.providerId()))
                  .matches(RunningOn.isWine() ? "" : "(?i).*\\.dll");
            });
    assertThat(out.toString()).containsPattern("IPv4 stream TCP");
  }

  @Test
  void givenAShell_whenItAsksForCompletion_thenTheScriptKnowsTheCommands() {
    assertThat(run("generate-completion")).isZero();
    assertThat(out.toString()).contains("complete -F", "catalog", "check", "orphans");
  }
}
