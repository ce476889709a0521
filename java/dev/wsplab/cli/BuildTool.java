package dev.wsplab.cli;

import dev.wsplab.cli.DoctorCommand.Finding;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What wsplab is built with, from a clone. */
enum BuildTool {
  JDK(
      "JDK",
      List.of("javac"),
      17,
      0,
      "Debian: apt-get install openjdk-17-jdk-headless; adoptium.net",
      "winget install EclipseAdoptium.Temurin.17.JDK, or set JAVA_HOME to one"),
  MAVEN(
      "Maven",
      List.of("mvn"),
      3,
      8,
      "Debian: apt-get install maven; maven.apache.org/download",
      "choco install maven, or put the mvn.cmd of one on the path"),
  CMAKE(
      "CMake",
      List.of("cmake"),
      3,
      20,
      "Debian: apt-get install cmake; cmake.org/download",
      "winget install Kitware.CMake, or put the cmake.exe of one on the path"),
  COMPILER(
      "C compiler",
      List.of("cc", "gcc", "clang"),
      0,
      0,
      "Debian: apt-get install gcc libc6-dev; providers and clients in C need it, too",
      "winget install Microsoft.VisualStudio.2022.BuildTools, with the C++ tools, or put gcc, clang or zig on the path"),
  MAKE(
      "make",
      List.of("make"),
      0,
      0,
      "Debian: apt-get install make",
      "winget install Ninja-build.Ninja, or put ninja.exe or mingw32-make.exe on the path");

  private static final long SECONDS = 20;
  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");
  private static final Pattern VERSION = Pattern.compile("(\\d+)(?:\\.(\\d+))?[\\d.]*");

  private final String what;
  private final List<String> names;
  private final int major;
  private final int minor;
  private final String remedy;
  private final String onWindows;

  BuildTool(
      String what, List<String> names, int major, int minor, String remedy, String onWindows) {
    this.what = what;
    this.names = names;
    this.major = major;
    this.minor = minor;
    this.remedy = remedy;
    this.onWindows = onWindows;
  }

  String what() {
    return what;
  }

  /** Visual Studio brings a program that runs the build. */
  boolean isNeededOn(Machine machine) {
    return this != MAKE || !machine.windows() || !hasVisualStudio(COMPILER.file(machine));
  }

  private static boolean hasVisualStudio(Optional<Path> compiler) {
    return compiler
        .map(file -> file.toString().toLowerCase(Locale.ROOT))
        .filter(file -> file.endsWith("cl.exe") || file.endsWith(Machine.VISUAL_STUDIO))
        .isPresent();
  }

  /** Looks for it, and asks its version where one is demanded. */
  Finding lookAt(Machine machine) {
    String cure = machine.windows() ? onWindows : remedy;
    return file(machine)
        .map(file -> major == 0 ? Finding.ok(what, file.toString()) : withVersion(file, cure))
        .orElseGet(() -> Finding.toBuild(what, "not found", cure));
  }

  /** On Windows in the order of {@code scripts/lib/setup.cmd}. */
  private Optional<Path> file(Machine machine) {
    if (this == JDK) {
      return machine.compiler();
    }
    if (!machine.windows()) {
      return machine.program(names);
    }
    return switch (this) {
      case COMPILER ->
          machine
              .program(List.of("cl", "gcc", "clang"))
              .or(machine::visualStudio)
              .or(() -> machine.program(List.of("zig")));
      case MAKE -> machine.program(List.of("ninja", "mingw32-make"));
      default -> machine.program(names);
    };
  }

  private Finding withVersion(Path file, String cure) {
    String said;
    try {
      said = ask(file);
    } catch (IOException e) {
      return Finding.toBuild(what, file + ": it does not run: " + e.getMessage(), cure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.toBuild(what, file + ": interrupted", cure);
    }
    Matcher version = VERSION.matcher(COLOUR.matcher(said).replaceAll(""));
    if (!version.find()) {
      String first = said.lines().findFirst().orElse("nothing");
      return Finding.toBuild(what, file + ": tells no version, but: " + first, cure);
    }
    String seen = file + ", version " + version.group();
    return isEnough(version)
        ? Finding.ok(what, seen)
        : Finding.toBuild(what, seen + ": older than " + wanted(), cure);
  }

  private boolean isEnough(Matcher version) {
    int found = number(version.group(1));
    return found > major || (found == major && number(version.group(2)) >= minor);
  }

  /** Of a part of the version; one that is not there is 0. */
  private static int number(@Nullable String part) {
    return part == null ? 0 : Integer.parseInt(part);
  }

  private String wanted() {
    return minor == 0 ? String.valueOf(major) : major + "." + minor;
  }

  // Into a file: what hangs after it has closed its output is ended, too.
  private static String ask(Path file) throws IOException, InterruptedException {
    File output = File.createTempFile("wsplab-version", ".txt");
    try {
      Process process =
          new ProcessBuilder(file.toString(), "--version")
              .redirectErrorStream(true)
              .redirectOutput(output)
              .start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IOException("it did not tell its version within " + SECONDS + " s");
      }
      return Files.readString(output.toPath(), Charset.defaultCharset());
    } finally {
      if (!output.delete()) {
        output.deleteOnExit(); // on Windows a program that it has started may still hold it
      }
    }
  }
}
