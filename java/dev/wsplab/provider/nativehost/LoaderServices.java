package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Win32Error;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code LoadLibrary}, {@code GetProcAddress} and what belongs to them, as a module calls them for
 * providers below it. Where they lie is what {@code WSCGetProviderPath} told it.
 */
final class LoaderServices {
  private static final int ERROR_MOD_NOT_FOUND = 126;
  private static final int ERROR_PROC_NOT_FOUND = 127;
  private static final int ERROR_INSUFFICIENT_BUFFER = 122;
  private static final int MAX_NAME = 4096;
  private static final int FROM_ADDRESS = 4;

  private final Modules modules;

  /** The modules that the calling one can see. */
  interface Modules {
    /** What lies at a path, loaded; 0 when nothing does. */
    long load(String path);

    /** A function that a module exports, for the calling one; 0 when it has none of that name. */
    long function(long module, String name);

    /** Where a module lies; null when there is none. NULL is the program. */
    @Nullable String path(long module);

    /** The module that an address lies in; 0 when that is none of these. */
    long holding(long address);
  }

  LoaderServices(Modules modules) {
    this.modules = modules;
  }

  void on(Gate gate) {
    on(gate, "LoadLibraryA", a -> load(utf8(a.word(0))));
    on(gate, "LoadLibraryExA", a -> a.word(1) == 0 ? load(utf8(a.word(0))) : reserved());
    on(gate, "LoadLibraryW", a -> load(UpcallServices.readText(a.word(0))));
    on(
        gate,
        "LoadLibraryExW",
        a -> a.word(1) == 0 ? load(UpcallServices.readText(a.word(0))) : reserved());
    on(gate, "FreeLibrary", a -> modules.path(a.word(0)) != null ? 1 : failed(ERROR_MOD_NOT_FOUND));
    on(gate, "GetProcAddress", this::function);
    on(gate, "GetModuleHandleA", a -> handle(a.word(0) == 0 ? null : utf8(a.word(0))));
    on(gate, "GetModuleHandleW", a -> handle(wide(a.word(0))));
    on(gate, "GetModuleHandleExA", a -> store(a, handleOf(a, false)));
    on(gate, "GetModuleHandleExW", a -> store(a, handleOf(a, true)));
    on(gate, "GetModuleFileNameA", a -> fileName(a, StandardCharsets.UTF_8));
    on(gate, "GetModuleFileNameW", a -> fileName(a, StandardCharsets.UTF_16LE));
    // Environment strings in paths are expanded where paths are made (CAT-INST-1).
    on(gate, "ExpandEnvironmentStringsA", a -> copy(a, StandardCharsets.UTF_8));
    on(gate, "ExpandEnvironmentStringsW", a -> copy(a, StandardCharsets.UTF_16LE));
  }

  private static void on(Gate gate, String name, Gate.Service service) {
    gate.on(
        name,
        a -> {
          try {
            return service.serve(a);
          } catch (AccessViolationException e) {
            return failed(Win32Error.ERROR_NOACCESS.code());
          }
        });
  }

  /** Page LoadLibraryEx: hFile must be NULL. */
  private static long reserved() {
    return failed(Win32Error.ERROR_INVALID_PARAMETER.code());
  }

  static long failed(int error) {
    ModuleNatives.tellLastError(error);
    return 0;
  }

  private static String utf8(long address) {
    byte[] bytes = new byte[MAX_NAME];
    for (int i = 0; i < MAX_NAME; i++) {
      Arguments.memory().read(address + i, bytes, i, 1);
      if (bytes[i] == 0) {
        return new String(bytes, 0, i, StandardCharsets.UTF_8);
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private long load(String path) {
    long module = modules.load(path);
    return module != 0 ? module : failed(ERROR_MOD_NOT_FOUND);
  }

  private static @Nullable String wide(long address) {
    return address == 0 ? null : UpcallServices.readText(address);
  }

  /** The program itself has none here. */
  private long handle(@Nullable String name) {
    long module = name == null ? 0 : modules.load(name);
    return module != 0 ? module : failed(ERROR_MOD_NOT_FOUND);
  }

  private long handleOf(Arguments a, boolean wide) {
    if ((a.number(0) & FROM_ADDRESS) != 0) {
      long module = modules.holding(a.word(1));
      return module != 0 ? module : failed(ERROR_MOD_NOT_FOUND);
    }
    return handle(wide ? wide(a.word(1)) : a.word(1) == 0 ? null : utf8(a.word(1)));
  }

  private static long store(Arguments a, long module) {
    CallFrame.storePointer(a.word(2), module);
    return module == 0 ? 0 : 1;
  }

  private long function(Arguments a) {
    long function = modules.function(a.word(0), utf8(a.word(1)));
    return function != 0 ? function : failed(ERROR_PROC_NOT_FOUND);
  }

  /** Cut when it does not fit, and then of the length of the room. */
  private long fileName(Arguments a, Charset charset) {
    String path = modules.path(a.word(0));
    if (path == null) {
      return failed(ERROR_MOD_NOT_FOUND);
    }
    int unit = charset == StandardCharsets.UTF_8 ? 1 : Character.BYTES;
    byte[] bytes = path.getBytes(charset);
    int room = a.number(2);
    int characters = bytes.length / unit;
    int written = Math.min(characters, room - 1);
    if (room <= 0) {
      return failed(ERROR_INSUFFICIENT_BUFFER);
    }
    Arguments.memory().write(bytes, 0, written * unit, a.word(1));
    Arguments.memory().write(new byte[unit], 0, unit, a.word(1) + (long) written * unit);
    return written == characters ? written : cut(room);
  }

  private static long cut(int room) {
    failed(ERROR_INSUFFICIENT_BUFFER);
    return room;
  }

  /** The size that is needed, in characters with the terminator. */
  private static long copy(Arguments a, Charset charset) {
    boolean wide = charset != StandardCharsets.UTF_8;
    String text = wide ? UpcallServices.readText(a.word(0)) : utf8(a.word(0));
    byte[] bytes = (text + '\0').getBytes(charset);
    int needed = bytes.length / (wide ? Character.BYTES : 1);
    if (a.number(2) >= needed) {
      Arguments.memory().write(bytes, 0, bytes.length, a.word(1));
    }
    return needed;
  }
}
