package dev.wsplab.kernel;

import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Looks at the file of a native module before the system's loader does, whose messages name neither
 * what was expected nor what to do. Thread-safe.
 */
public final class ModuleFile {
  private static final int HEAD = 4096;
  private static final int ELF = 0x464C457F; // as a little-endian word
  private static final int MZ = 0x5A4D;
  private static final int PE = 0x4550;
  private static final int MACH_O = 0xFEEDFACF;
  private static final int SHARED = 3; // ET_DYN
  private static final Map<Integer, String> ELF_MACHINES =
      Map.of(62, "x86-64", 3, "x86", 183, "aarch64", 40, "arm", 243, "riscv64");
  private static final Map<Integer, String> PE_MACHINES =
      Map.of(0x8664, "x86-64", 0x14C, "x86", 0xAA64, "aarch64", 0x1C4, "arm");
  private static final Map<Integer, String> MAC_MACHINES =
      Map.of(0x01000007, "x86-64", 0x0100000C, "aarch64");

  private final Path module;
  private final String system;
  private final String processor;

  ModuleFile(Path module, String system, String processor) {
    this.module = module;
    this.system = system;
    this.processor = processor;
  }

  /**
   * Checks that a file can be a shared library for this system and this process.
   *
   * @param module path of the file
   * @throws IllegalArgumentException when there is none, when it cannot be read, or is none for
   *     here; the message has the whole path, what was expected, and what to do
   */
  public static void require(Path module) {
    new ModuleFile(module, systemHere(), Platform.ARCH).check();
  }

  private static String systemHere() {
    if (Platform.isWindows()) {
      return "Windows";
    }
    return Platform.isMac() ? "macOS" : "Linux";
  }

  void check() {
    if (Files.isDirectory(module)) {
      throw refused("it is a folder", "name the file in it");
    }
    if (!Files.exists(module)) {
      throw refused(
          "there is no such file",
          "build it, or correct the path; one that is not absolute begins at "
              + Path.of("").toAbsolutePath());
    }
    ByteBuffer head;
    try (InputStream in = Files.newInputStream(module)) {
      head = ByteBuffer.wrap(in.readNBytes(HEAD)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw refused("it cannot be read (" + e + ")", "make it readable");
    }
    String found = describe(head);
    if (found == null) {
      throw refused("it is no library of any system known here", "name what the linker has made");
    }
    if (!found.equals(system + " on " + processor) && !found.equals(system)) {
      throw refused("it is built for " + found, "compile it for this system and processor");
    }
    if (intAt(head, 0) == ELF && shortAt(head, 16) != SHARED) {
      throw refused("it is no shared library", "link it with -shared");
    }
  }

  /** System and processor; the system alone when there may be several; null for no library. */
  private static @Nullable String describe(ByteBuffer head) {
    if (intAt(head, 0) == ELF) {
      return on("Linux", ELF_MACHINES, shortAt(head, 18));
    }
    if (shortAt(head, 0) == MZ) {
      int header = intAt(head, 0x3C);
      return intAt(head, header) == PE
          ? on("Windows", PE_MACHINES, shortAt(head, header + 4))
          : null;
    }
    if (intAt(head, 0) == MACH_O) {
      return on("macOS", MAC_MACHINES, intAt(head, 4));
    }
    boolean universal = intAt(head, 0) == Integer.reverseBytes(0xCAFEBABE);
    return universal ? "macOS" : null;
  }

  private static String on(String name, Map<Integer, String> machines, int machine) {
    return name
        + " on "
        + machines.getOrDefault(
            machine, "another processor (0x" + Integer.toHexString(machine) + ")");
  }

  private static int intAt(ByteBuffer head, int at) {
    return at >= 0 && at <= head.limit() - Integer.BYTES ? head.getInt(at) : 0;
  }

  private static int shortAt(ByteBuffer head, int at) {
    return at >= 0 && at <= head.limit() - Short.BYTES ? head.getShort(at) & 0xFFFF : 0;
  }

  private IllegalArgumentException refused(String what, String remedy) {
    return new IllegalArgumentException(
        "module="
            + module.toAbsolutePath()
            + ": "
            + what
            + ". Expected is a shared library for "
            + system
            + " on "
            + processor
            + ": "
            + remedy
            + ".");
  }
}
