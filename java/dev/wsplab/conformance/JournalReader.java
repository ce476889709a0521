package dev.wsplab.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads a {@link Journal} while it grows. Used by one thread. */
final class JournalReader {
  private final Path path;
  private long read;
  private List<String> plan = List.of();
  private String refusal = "";
  private List<String> begun = List.of();
  private long begunAt;
  private boolean over;

  JournalReader(Path path) {
    this.path = path;
  }

  /**
   * Reads the lines that are new and whole.
   *
   * @return whether there was one
   */
  boolean read(Consumer<ScenarioResult> ended) throws IOException {
    byte[] fresh = unread();
    int start = 0;
    for (int i = 0; i < fresh.length; i++) {
      if (fresh[i] == '\n') {
        take(new String(fresh, start, i - start, StandardCharsets.UTF_8), ended);
        start = i + 1;
      }
    }
    read += start;
    return start > 0;
  }

  private byte[] unread() throws IOException {
    if (!Files.exists(path) || Files.size(path) == read) {
      return new byte[0];
    }
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) (file.size() - read));
      while (bytes.hasRemaining() && file.read(bytes, read + bytes.position()) >= 0) {
        // until the end
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  private void take(String line, Consumer<ScenarioResult> ended) {
    List<String> fields = Journal.fieldsOf(line);
    switch (Journal.kindOf(line)) {
      case PLAN -> plan = fields;
      case REFUSED -> refusal = fields.get(0);
      case BEGUN -> {
        begun = fields;
        begunAt = System.nanoTime();
      }
      case ENDED -> {
        ended.accept(Journal.result(begun, fields));
        begun = List.of();
      }
      case OVER -> over = true;
    }
  }

  /** The plan, empty until it was read. */
  List<String> plan() {
    return plan;
  }

  /** Why the provider cannot be played with, empty when it can. */
  String refusal() {
    return refusal;
  }

  /** Whether a scenario has begun and not ended. */
  boolean isPlaying() {
    return !begun.isEmpty();
  }

  /** Whether the process was about to end itself. */
  boolean isOver() {
    return over;
  }

  /** The scenario that is being played. */
  List<String> begun() {
    return begun;
  }

  /** For how long that has been so. */
  long playingMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunAt);
  }
}
