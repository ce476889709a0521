package dev.wsplab.conformance;

import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.ProviderEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The last call into a provider and the last upcall out of one, in a mapped file: the system keeps
 * what was written there, however the process ends. Thread-safe.
 */
final class LastCalls implements OperationListener {
  /** How a line ends whose call is over. */
  static final String OVER = ", which had returned";

  private static final int SLOT = 512;
  private static final int CALL = 0;
  private static final int UPCALL = SLOT;
  private static final int SIZE = 2 * SLOT;

  private final MappedByteBuffer slots;

  LastCalls(Path path) {
    try (FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      slots = file.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onEvent(OperationEvent event) {}

  @Override
  public void onProviderEvent(ProviderEvent event) {
    switch (event.step()) {
      case CALLED -> note(CALL, "last call: ", event, "");
      case RETURNED -> note(CALL, "last call: ", event, OVER);
      case UPCALLED -> note(UPCALL, "last upcall: ", event, "");
      case ANSWERED -> note(UPCALL, "last upcall: ", event, OVER);
      default -> {}
    }
  }

  private void note(int slot, String which, ProviderEvent event, String how) {
    String text =
        which
            + event.function()
            + (event.socket() == 0 ? "" : " socket " + event.socket())
            + (event.overlapped() == 0
                ? ""
                : " overlapped 0x" + Long.toHexString(event.overlapped()))
            + " of "
            + event.provider()
            + " in the thread "
            + event.thread()
            + how;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, SLOT - 1);
    synchronized (this) {
      slots.put(slot, bytes, 0, length);
      slots.put(slot + length, (byte) 0);
    }
  }

  /** Forgets both: another scenario begins. */
  synchronized void clear() {
    slots.put(CALL, (byte) 0);
    slots.put(UPCALL, (byte) 0);
  }

  /** What stands there: none, one or two lines. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int slot : new int[] {CALL, UPCALL}) {
      byte[] bytes = new byte[SLOT];
      slots.get(slot, bytes);
      int length = 0;
      while (length < SLOT && bytes[length] != 0) {
        length++;
      }
      if (length > 0) {
        lines.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
      }
    }
    return lines;
  }
}
