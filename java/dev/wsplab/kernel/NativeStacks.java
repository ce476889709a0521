package dev.wsplab.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The native stacks of hosted modules, in words: who in the module has made the call that the
 * calling thread serves. A frame is {@code layer.so!worker+0x2c (0x7f12a4b0319c)}: the module, the
 * function, how far in it, and the address that the call returns to. A function is named that the
 * module's file names, exported or not; without one the number counts from where the module begins.
 *
 * <p>Keeps what it has read of each module's file, so one object serves one environment.
 * Thread-safe.
 */
public final class NativeStacks {
  private static final int FRAMES = 16;
  private static final int CAPTURED = 24; // WSPLAB_STACK_FRAMES
  private static final int PATH = 1024;
  private static final int SYMBOL = 256;
  // The JVM's own, and JNA's, which unpacks itself under a name of its own.
  private static final Pattern OF_JAVA =
      Pattern.compile("(lib)?(jvm|java|jli|jnidispatch)\\.(so|dll)|jna\\d+\\.(tmp|dll)");

  private final Map<String, Optional<SymbolTable>> tables = new ConcurrentHashMap<>();

  /** Makes one that has read nothing yet. */
  public NativeStacks() {}

  /**
   * Returns the stack of the call that the calling thread serves, the innermost frame first, at
   * most {@value #FRAMES}. Frames of this library and of the JVM are left out, and what is below
   * them.
   *
   * @return empty outside such a call, and when no stacks are taken
   */
  public List<String> current() {
    return stack();
  }

  /** {@return the same, unless it was taken before: once for each call} */
  public List<String> take() {
    return StackNatives.take() ? stack() : List.of();
  }

  /** {@return the same, also when it was taken before; it counts as taken} */
  public List<String> takeAgain() {
    StackNatives.take();
    return stack();
  }

  private List<String> stack() {
    long[] addresses = new long[CAPTURED];
    int count = StackNatives.frames(addresses);
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < count && frames.size() < FRAMES; i++) {
      String frame = frame(addresses[i]);
      if (!frame.isEmpty()) {
        frames.add(frame);
      } else if (!frames.isEmpty()) {
        break; // who has called the module
      }
    }
    return List.copyOf(frames);
  }

  /** A frame in words; empty for one that is left out. */
  private String frame(long returnsTo) {
    long call = returnsTo - 1; // a call that never returns may be the last of its function
    long[] places = new long[2];
    byte[] path = new byte[PATH];
    byte[] symbol = new byte[SYMBOL];
    if (StackNatives.code(call, places, path, symbol) != StackNatives.CODE_OF_MODULE) {
      return "";
    }
    String file = text(path);
    String module = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    if (OF_JAVA.matcher(module).matches()) {
      return "";
    }
    long base = places[0];
    SymbolTable.Symbol function =
        table(file)
            .flatMap(table -> table.holding(base, call))
            .orElseGet(() -> new SymbolTable.Symbol(text(symbol), places[1]));
    boolean known = function.address() != 0 && !function.name().isEmpty();
    String place =
        known
            ? "!" + function.name() + "+0x" + Long.toHexString(returnsTo - function.address())
            : "+0x" + Long.toHexString(returnsTo - base);
    return module + place + " (0x" + Long.toHexString(returnsTo) + ")";
  }

  private Optional<SymbolTable> table(String file) {
    return tables.computeIfAbsent(file, NativeStacks::read);
  }

  /** What cannot be read has no names: reports must not fail over that. */
  private static Optional<SymbolTable> read(String file) {
    try {
      return Optional.of(SymbolTable.read(Path.of(file)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(byte[] ended) {
    int length = 0;
    while (length < ended.length && ended[length] != 0) {
      length++;
    }
    return new String(ended, 0, length, StandardCharsets.UTF_8);
  }
}
