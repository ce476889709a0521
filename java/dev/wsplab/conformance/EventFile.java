package dev.wsplab.conformance;

import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.trace.TraceEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
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
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The events of the scenario that is being played, in a mapped file: the system keeps what was
 * written there, however the process ends. Thread-safe.
 *
 * <p>The file has two halves, each a row of records: a length, and so many bytes, up to the next
 * multiple of four; a length of 0 ends it. When a half is full, the other is begun anew, so that at
 * least the last half is always there.
 */
final class EventFile {
  static final int HALF = 1 << 20;

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
    byte[] record = bytes(event);
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

  /** The events in a file that a process has left behind, in their order; none without a file. */
  static List<TraceEvent> read(Path path) throws IOException {
    List<TraceEvent> events = new ArrayList<>();
    if (Files.exists(path)) {
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.nativeOrder());
      read(file, 0, events);
      read(file, HALF, events);
    }
    events.sort(Comparator.comparingLong(TraceEvent::sequence));
    return events;
  }

  private static void read(ByteBuffer file, int start, List<TraceEvent> events) throws IOException {
    int end = Math.min(start + HALF, file.capacity());
    int at = start;
    while (at + WORD <= end) {
      int length = file.getInt(at);
      if (length <= 0 || length > end - at - WORD) {
        return;
      }
      events.add(event(file.array(), at + WORD, length));
      at += WORD + (length + WORD - 1) / WORD * WORD;
    }
  }

  // ---- one event

  private static byte[] bytes(TraceEvent event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(event.sequence());
      out.writeLong(event.nanos());
      out.writeUTF(event.thread());
      out.writeUTF(event.provider());
      out.writeUTF(event.step());
      out.writeUTF(event.function());
      out.writeLong(event.operation());
      out.writeLong(event.socket());
      out.writeLong(event.overlapped());
      out.writeInt(event.error());
      out.writeLong(event.bytes());
      out.writeUTF(event.place());
      out.writeLong(event.port());
      write(event.words(), out);
      out.writeInt(event.nativeStack().size());
      for (String frame : event.nativeStack()) {
        out.writeUTF(frame);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a ByteArrayOutputStream does not fail
    }
    return bytes.toByteArray();
  }

  private static void write(@Nullable OverlappedWords words, DataOutputStream out)
      throws IOException {
    out.writeBoolean(words != null);
    if (words != null) {
      out.writeLong(words.internal());
      out.writeLong(words.internalHigh());
      out.writeInt(words.offset());
      out.writeInt(words.offsetHigh());
      out.writeLong(words.hEvent());
    }
  }

  private static TraceEvent event(byte[] file, int start, int length) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file, start, length))) {
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
          frames(in));
    }
  }

  private static @Nullable OverlappedWords words(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? new OverlappedWords(
            in.readLong(), in.readLong(), in.readInt(), in.readInt(), in.readLong())
        : null;
  }

  private static List<String> frames(DataInputStream in) throws IOException {
    List<String> frames = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      frames.add(in.readUTF());
    }
    return frames;
  }
}
