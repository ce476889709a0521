package dev.wsplab.host;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.ExtensionFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Addresses for extension functions that are written in Java. An address lies in memory that this
 * table owns, so nothing else in the process has it; it is data, not code: the function is found by
 * {@code Ws2Exports.extensionFunction} alone.
 */
final class ExtensionTable implements AutoCloseable {
  private static final int BLOCK = 4096;
  private static final int STEP = 16;

  private final Map<ExtensionFunction, Long> addresses = new IdentityHashMap<>();
  private final Map<Long, ExtensionFunction> functions = new HashMap<>();

  // close() closes each; the checker follows fields, not what a list owns.
  @SuppressWarnings({"mustcall:type.argument", "mustcall:type.arguments.not.inferred"})
  private final List<NativeBlock> blocks = new ArrayList<>();

  synchronized long addressOf(ExtensionFunction function) {
    Long known = addresses.get(function);
    if (known != null) {
      return known;
    }
    long address = nextAddress();
    addresses.put(function, address);
    functions.put(address, function);
    return address;
  }

  synchronized Optional<ExtensionFunction> at(long address) {
    return Optional.ofNullable(functions.get(address));
  }

  @SuppressWarnings("builder:required.method.not.called") // the list owns the block from here on
  private long nextAddress() {
    int used = functions.size() % (BLOCK / STEP);
    if (used == 0) {
      blocks.add(NativeBlock.allocate(BLOCK));
    }
    return blocks.get(blocks.size() - 1).address() + (long) used * STEP;
  }

  @Override
  public synchronized void close() {
    blocks.forEach(NativeBlock::close);
    blocks.clear();
    addresses.clear();
    functions.clear();
  }
}
