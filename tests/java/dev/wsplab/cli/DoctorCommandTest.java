package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.cli.DoctorCommand.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wsplab doctor}. */
@Timeout(60)
class DoctorCommandTest {
  private final StringWriter out = new StringWriter();

  private static Machine machine(int feature, List<Path> path) {
    return machine(feature, path, false);
  }

  private static Machine machine(int feature, List<Path> path, boolean windows) {
    return machine(feature, path, windows, List.of());
  }

  private static Machine machine(
      int feature, List<Path> path, boolean windows, List<Path> installed) {
    return new Machine(
        feature, "a JVM", "a system", Path.of("no such runtime"), path, windows, installed);
  }

  private static boolean isWindows() {
    return System.getProperty("os.name", "").startsWith("Windows");
  }

  /** A program of this system that prints a line when it is asked for its version. */
  private static void says(Path folder, String name, String line) throws IOException {
    Path file = folder.resolve(isWindows() ? name + ".cmd" : name);
    Files.writeString(file, (isWindows() ? "@echo " : "#!/bin/sh\necho ") + line + "\n");
    makeExecutable(file);
  }

  private static void makeExecutable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + file);
    }
  }

  private static Finding lookAt(BuildTool tool, Path folder) {
    return tool.lookAt(machine(17, List.of(folder), isWindows()));
  }

  @Test
  void givenThisMachine_whenLookedAt_thenWhatTheSuiteNeedsIsThere() {
    int status = Main.commandLine().setOut(new PrintWriter(out)).execute("doctor");
    assertThat(status).as("%s", out).isZero();
    assertThat(out.toString())
        .containsPattern("ok +Java +.*" + Runtime.version().feature())
        .containsPattern("ok +native library for .* loads")
        .containsPattern("ok +guarded memory")
        .containsPattern("ok +completion in memory +a pending receive was completed")
        .containsPattern("ok +completion over sockets +a pending receive was completed")
        .containsPattern("doctor: wsplab works here[,;].*clone.*\\R$");
  }

  @Test
  void givenMachineWithoutTools_whenLookedAt_thenEachIsOptionalWithItsPurpose() {
    List<Finding> findings = new Examination(machine(17, List.of())).findings();
    assertThat(DoctorCommand.print(findings, new PrintWriter(out))).isTrue();
    assertThat(out.toString())
        .containsPattern("to build +JDK +not found\\R +Debian: apt-get install openjdk-17")
        .containsPattern("to build +Maven +not found\\R +Debian: apt-get install maven")
        .containsPattern("to build +CMake +not found\\R +Debian: apt-get install cmake")
        .containsPattern("to build +C compiler +not found\\R +Debian: apt-get install gcc")
        .containsPattern("optional +browser +not found")
        .containsPattern("optional +C\\+\\+ compiler +not found\\R +only for scripts/test")
        .containsPattern("optional +Python +not found\\R +only for scripts/test")
        .containsPattern("optional +debugger +not found\\R +only to look into a hosted module")
        .containsPattern("optional +Wine +not found\\R +only for scripts/test-windows")
        .containsPattern(
            "doctor: wsplab works here; to build it from a clone needs: JDK, Maven, CMake, C compiler, make\\R$");
  }

  @Test
  void givenMavenOnWindows_whenLookedFor_thenTheScriptForItsShellIsFoundNotThatForOthers(
      @TempDir Path folder) throws IOException {
    makeExecutable(Files.createFile(folder.resolve("mvn")));
    Path script = Files.createFile(folder.resolve("mvn.cmd"));
    makeExecutable(script);
    assertThat(machine(17, List.of(folder), true).program(List.of("mvn"))).contains(script);
  }

  @Test
  void givenWindowsWithoutTools_whenLookedAt_thenAllAreNamedWithWhatInstallsThemThere() {
    List<Finding> findings = new Examination(machine(17, List.of(), true)).findings();
    DoctorCommand.print(findings, new PrintWriter(out));
    assertThat(out.toString())
        .containsPattern("to build +JDK +not found\\R +winget install EclipseAdoptium")
        .containsPattern("to build +Maven +not found\\R +choco install maven")
        .containsPattern("to build +CMake +not found\\R +winget install Kitware.CMake")
        .containsPattern(
            "to build +C compiler +not found\\R +winget install Microsoft.VisualStudio")
        .containsPattern("to build +make +not found\\R +winget install Ninja-build.Ninja")
        .doesNotContainPattern("to build.*\\R +Debian");
  }

  @Test
  void givenVisualStudio_whenLookedFor_thenItIsTheCompilerAndRunsTheBuild(@TempDir Path folder)
      throws IOException {
    Path tools =
        Files.createDirectories(
            folder.resolve("Microsoft Visual Studio/2022/BuildTools/VC/Auxiliary/Build"));
    Machine empty = machine(17, List.of(), true, List.of(folder));
    assertThat(BuildTool.COMPILER.lookAt(empty).state()).isEqualTo(Finding.State.TO_BUILD);
    assertThat(BuildTool.MAKE.isNeededOn(empty)).isTrue();

    Path prepares = Files.createFile(tools.resolve("vcvarsall.bat"));

    Machine machine = machine(17, List.of(), true, List.of(folder.resolve("none"), folder));
    assertThat(BuildTool.COMPILER.lookAt(machine))
        .isEqualTo(Finding.ok("C compiler", prepares.toString()));
    assertThat(BuildTool.MAKE.isNeededOn(machine)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"cl.exe, false", "gcc.exe, true", "clang.exe, true", "zig.exe, true"})
  void givenCompilerOnThePathOfWindows_whenLookedFor_thenOnlyMicrosoftsRunsTheBuildItself(
      String name, boolean needed, @TempDir Path folder) throws IOException {
    Path compiler = Files.createFile(folder.resolve(name));
    makeExecutable(compiler);
    Machine machine = machine(17, List.of(folder), true);
    assertThat(BuildTool.COMPILER.lookAt(machine))
        .isEqualTo(Finding.ok("C compiler", compiler.toString()));
    assertThat(BuildTool.MAKE.isNeededOn(machine)).isEqualTo(needed);

    makeExecutable(Files.createFile(folder.resolve("ninja.exe")));
    assertThat(BuildTool.MAKE.lookAt(machine).state()).isEqualTo(Finding.State.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "MAVEN, mvn, Apache Maven 3.8.7, OK",
    "MAVEN, mvn, Apache Maven 4.0.0, OK",
    "MAVEN, mvn, Apache Maven 3.6.3, TO_BUILD",
    "CMAKE, cmake, cmake version 3.20.0, OK",
    "CMAKE, cmake, cmake version 3.18.4, TO_BUILD",
    "JDK, javac, javac 17.0.9, OK",
    "JDK, javac, javac 17, OK",
    "JDK, javac, javac 11.0.2, TO_BUILD",
    "MAVEN, mvn, JAVA_HOME is not defined, TO_BUILD"
  })
  void givenToolThatTellsItsVersion_whenLookedAt_thenAnOldOneIsNotEnough(
      BuildTool tool, String name, String says, Finding.State state, @TempDir Path folder)
      throws IOException {
    says(folder, name, says);
    Finding finding = lookAt(tool, folder);
    assertThat(finding.state()).as("%s", finding).isEqualTo(state);
    String version = says.replaceAll("[^0-9.]", "");
    assertThat(finding.seen())
        .contains(folder.toString())
        .contains(version.isEmpty() ? "tells no version, but: " + says : "version " + version);
  }

  @Test
  void givenToolOnThePath_whenLookedAt_thenItsFileIsNamed(@TempDir Path folder) throws IOException {
    Path compiler = Files.createFile(folder.resolve("clang"));
    makeExecutable(compiler);
    assertThat(machine(17, List.of(folder)).program(List.of("gcc", "clang"))).contains(compiler);
    assertThat(machine(17, List.of(folder)).program(List.of("gcc"))).isEmpty();
  }

  @Test
  void givenSomethingNeededIsMissing_whenPrinted_thenTheRemedyIsBelowAndTheStatusSaysSo() {
    List<Finding> findings =
        List.of(
            Finding.ok("Java", "a JVM"),
            Finding.missing("native library", "does not load", "build it"));
    assertThat(DoctorCommand.print(findings, new PrintWriter(out))).isFalse();
    assertThat(out.toString())
        .containsPattern("MISSING +native library +does not load\\R +build it")
        .containsPattern("doctor: something needed is missing\\R$");
  }

  @Test
  void givenJavaThatWarns_whenNativeAccessIsNotGranted_thenTheOptionIsNamed() {
    Finding before = new Examination(machine(17, List.of())).nativeAccess();
    assertThat(before.state()).isEqualTo(Finding.State.OK);
    Finding here = new Examination(machine(24, List.of())).nativeAccess();
    if (Runtime.version().feature() < 19) {
      assertThat(here.remedy()).contains("--enable-native-access=ALL-UNNAMED");
    } else {
      assertThat(here.seen()).as("the suite runs with it").isEqualTo("granted");
    }
  }
}
