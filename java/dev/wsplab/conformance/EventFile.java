package dev.wsplab.conformance;

import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.trace.TracedViolation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.function.FailableConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The events of the scenario that is being played, and what is broken in it, in a mapped file: the
 * system keeps what was written there, however the process ends. Thread-safe.
 *
 * <p>The file has two halves, each a row of records: a length, and so many bytes, up to the next
 * multiple of four; a length of 0 ends it. When a half is full, the other is begun anew, so that at
 * least the last half is always there.
 */
final class EventFile {
  static final int HALF = 1 << 20;

  private static final int LONGEST = 20_000;
  // Of a list, so that a record fits into a half, whatever its texts are made of.
  private static final int LONGEST_LIST = 200_000;
  private static final int WORD = Integer.BYTES;
  private static final VarHandle LENGTH =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer halves;
  // Guarded by this: the half that is written, and where in the file.
  private int half;
  private int position;

  /** Makes the file, without events. */
  EventFile(Path path) {
    try (FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      halves = file.map(FileChannel.MapMode.READ_WRITE, 0, 2L * HALF);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets all: another scenario begins. */
  synchronized void clear() {
    begin(1);
    begin(0);
  }

  /** Is in the file when it returns. */
  void append(TraceEvent event) {
    append(bytes(out -> write(event, out)));
  }

  /** The same of a broken rule. */
  void append(TracedViolation broken) {
    append(bytes(out -> write(broken, out)));
  }

  private void append(byte[] record) {
    int room = WORD + (record.length + WORD - 1) / WORD * WORD;
    synchronized (this) {
      if (position + room + WORD > (half + 1) * HALF) {
        begin(1 - half);
      }
      halves.put(position + WORD, record);
      // The length comes last: whoever reads sees all of a record, or its end.
      LENGTH.setRelease((ByteBuffer) halves, position + room, 0);
      LENGTH.setRelease((ByteBuffer) halves, position, record.length);
      position += room;
    }
  }

  private void begin(int which) {
    half = which;
    position = which * HALF;
    LENGTH.setRelease((ByteBuffer) halves, position, 0);
  }

  /**
   * What a process has left behind.
   *
   * @param events in their order
   * @param broken what was found broken
   */
  record Left(List<TraceEvent> events, List<TracedViolation> broken) {}

  /** What a file has; nothing when there is none. */
  static Left read(Path path) throws IOException {
    Left left = new Left(new ArrayList<>(), new ArrayList<>());
    if (Files.exists(path)) {
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.nativeOrder());
      read(file, 0, left);
      read(file, HALF, left);
    }
    left.events().sort(Comparator.comparingLong(TraceEvent::sequence));
    left.broken().sort(Comparator.comparingLong(TracedViolation::nanos));
    return left;
  }

  private static void read(ByteBuffer file, int start, Left left) throws IOException {
    int end = Math.min(start + HALF, file.capacity());
    int at = start;
    while (at + WORD <= end) {
      int length = file.getInt(at);
      if (length <= 0 || length > end - at - WORD) {
        return;
      }
      take(file.array(), at + WORD, length, left);
      at += WORD + (length + WORD - 1) / WORD * WORD;
    }
  }

  // ---- one record

  private static byte[] bytes(FailableConsumer<DataOutput, IOException> content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      content.accept(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a ByteArrayOutputStream does not fail
    }
    return bytes.toByteArray();
  }

  private static void take(byte[] file, int start, int length, Left left) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file, start, length))) {
      if (in.readBoolean()) {
        left.events().add(event(in));
      } else {
        left.broken().add(broken(in));
      }
    }
  }

  private static void write(TracedViolation broken, DataOutput out) throws IOException {
    Violation violation = broken.violation();
    out.writeBoolean(false);
    write(violation.rule(), out);
    write(violation.provider(), out);
    write(violation.what(), out);
    write(violation.expected(), out);
    write(violation.seen(), out);
    write(violation.remedy(), out);
    write(violation.history(), out);
    out.writeLong(broken.nanos());
    write(broken.thread(), out);
    out.writeLong(broken.operation());
    out.writeLong(broken.socket());
  }

  private static TracedViolation broken(DataInputStream in) throws IOException {
    Violation violation =
        new Violation(
            in.readUTF(),
            in.readUTF(),
            in.readUTF(),
            in.readUTF(),
            in.readUTF(),
            in.readUTF(),
            texts(in));
    return new TracedViolation(
        violation, in.readLong(), in.readUTF(), in.readLong(), in.readLong());
  }

  private static void write(TraceEvent event, DataOutput out) throws IOException {
    out.writeBoolean(true);
    out.writeLong(event.sequence());
    out.writeLong(event.nanos());
    write(event.thread(), out);
    write(event.provider(), out);
    write(event.step(), out);
    write(event.function(), out);
    out.writeLong(event.operation());
    out.writeLong(event.socket());
    out.writeLong(event.overlapped());
    out.writeInt(event.error());
    out.writeLong(event.bytes());
    write(event.place(), out);
    out.writeLong(event.port());
    write(event.words(), out);
    write(event.nativeStack(), out);
  }

  // What is longer than a line of a report can be is cut: the format takes no more than 64 KiB.
  private static void write(String text, DataOutput out) throws IOException {
    out.writeUTF(StringUtils.truncate(text, LONGEST));
  }

  private static void write(List<String> texts, DataOutput out) throws IOException {
    int fit = countThatFits(texts);
    out.writeInt(fit == texts.size() ? fit : fit + 1);
    for (String text : texts.subList(0, fit)) {
      write(text, out);
    }
    if (fit < texts.size()) {
      write("... " + (texts.size() - fit) + " more", out);
    }
  }

  private static int countThatFits(List<String> texts) {
    int length = 0;
    int count = 0;
    for (String text : texts) {
      length += Math.min(text.length(), LONGEST) + 1;
      if (length > LONGEST_LIST) {
        break;
      }
      count++;
    }
    return count;
  }

  private static void write(@Nullable OverlappedWords words, DataOutput out) throws IOException {
    out.writeBoolean(words != null);
    if (words != null) {
      out.writeLong(words.internal());
      out.writeLong(words.internalHigh());
      out.writeInt(words.offset());
      out.writeInt(words.offsetHigh());
      out.writeLong(words.hEvent());
    }
  }

  private static TraceEvent event(DataInputStream in) throws IOException {
    return new TraceEvent(
        in.readLong(),
        in.readLong(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readLong(),
        in.readUTF(),
        in.readLong(),
        words(in),
        texts(in));
  }

  private static @Nullable OverlappedWords words(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? new OverlappedWords(
            in.readLong(), in.readLong(), in.readInt(), in.readInt(), in.readLong())
        : null;
  }

  private static List<String> texts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(in.readUTF());
    }
    return texts;
  }
}
