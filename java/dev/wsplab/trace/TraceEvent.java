package dev.wsplab.trace;

import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.ProviderEvent;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One recorded event. Keeps numbers and names only, so that a recording holds nothing alive.
 *
 * @param sequence its number in the recording, from 1; in the order in which the events were told
 * @param nanos when, by {@link System#nanoTime}
 * @param thread name of the thread in which it happened
 * @param provider which provider, by its path in the catalog; empty for what the client sees
 * @param step what happened, by the name of {@link OperationEvent.Step} or {@link
 *     ProviderEvent.Step}
 * @param function name of the function in Microsoft's documentation
 * @param operation number of the client's operation, 0 when it is of none
 * @param socket value of the socket, 0 for none
 * @param overlapped address of the structure, 0 for none
 * @param error Winsock error, 0 for none
 * @param bytes byte count
 * @param place where an operation was started, as {@link Recorder#placeOf} tells it; empty for
 *     other events, and unless places of start are kept
 * @param port value of the port handle whose packet tells the client, 0 for none and for events of
 *     providers
 * @param words what stood in the structure, read in the thread in which it happened; null when it
 *     may have belonged to somebody else by then, or could not be read
 * @param nativeStack who in a native module made the call that this is the first event of, or that
 *     starts the operation, as {@link dev.wsplab.kernel.NativeStacks} says it, the innermost frame
 *     first; empty for other events, and unless native stacks are kept
 */
public record TraceEvent(
    long sequence,
    long nanos,
    String thread,
    String provider,
    String step,
    String function,
    long operation,
    long socket,
    long overlapped,
    int error,
    long bytes,
    String place,
    long port,
    @Nullable OverlappedWords words,
    List<String> nativeStack) {
  private static final String FRAME = "  at ";

  /**
   * Copies the stack.
   *
   * @param sequence its number in the recording, from 1; in the order in which the events were told
   * @param nanos when, by {@link System#nanoTime}
   * @param thread name of the thread in which it happened
   * @param provider which provider, by its path in the catalog; empty for what the client sees
   * @param step what happened, by the name of {@link OperationEvent.Step} or {@link
   *     ProviderEvent.Step}
   * @param function name of the function in Microsoft's documentation
   * @param operation number of the client's operation, 0 when it is of none
   * @param socket value of the socket, 0 for none
   * @param overlapped address of the structure, 0 for none
   * @param error Winsock error, 0 for none
   * @param bytes byte count
   * @param place where an operation was started, as {@link Recorder#placeOf} tells it; empty for
   *     other events, and unless places of start are kept
   * @param port value of the port handle whose packet tells the client, 0 for none and for events
   *     of providers
   * @param words what stood in the structure, read in the thread in which it happened; null when it
   *     may have belonged to somebody else by then, or could not be read
   * @param nativeStack who in a native module made the call that this is the first event of, or
   *     that starts the operation, as {@link dev.wsplab.kernel.NativeStacks} says it, the innermost
   *     frame first; empty for other events, and unless native stacks are kept
   */
  public TraceEvent {
    nativeStack = List.copyOf(nativeStack);
  }

  static TraceEvent of(
      long sequence, OperationEvent e, @Nullable OverlappedWords words, List<String> nativeStack) {
    return new TraceEvent(
        sequence,
        e.nanos(),
        e.thread(),
        "",
        e.step().name(),
        e.operation().kind().functionName(),
        e.operation().ordinal(),
        e.operation().socket().value(),
        e.operation().overlapped().address(),
        e.error(),
        e.bytes(),
        "",
        e.operation().port(),
        words,
        nativeStack);
  }

  static TraceEvent of(
      long sequence, ProviderEvent e, @Nullable OverlappedWords words, List<String> nativeStack) {
    return new TraceEvent(
        sequence,
        e.nanos(),
        e.thread(),
        e.provider(),
        e.step().name(),
        e.function(),
        0,
        e.socket(),
        e.overlapped(),
        e.error(),
        e.bytes(),
        "",
        0,
        words,
        nativeStack);
  }

  /** The same of an operation that was started there. */
  TraceEvent at(String start) {
    return new TraceEvent(
        sequence,
        nanos,
        thread,
        provider,
        step,
        function,
        operation,
        socket,
        overlapped,
        error,
        bytes,
        start,
        port,
        words,
        nativeStack);
  }

  /**
   * {@return the event as lines for people: itself, and below it the frames of its native stack}
   *
   * @param start the moment that counts as 0, by {@link System#nanoTime}
   */
  public List<String> lines(long start) {
    List<String> lines = new ArrayList<>(List.of(line(start)));
    lines.addAll(frameLines(nativeStack));
    return lines;
  }

  /**
   * {@return frames of a native stack as lines that stand below the one of their event}
   *
   * @param frames the frames, the innermost first
   */
  public static List<String> frameLines(List<String> frames) {
    return frames.stream().map(frame -> FRAME + frame).toList();
  }

  /**
   * {@return whether a line of a recording is a frame, and belongs to an event above it}
   *
   * @param line one line of a recording as text
   */
  public static boolean isFrameLine(String line) {
    return line.startsWith(FRAME);
  }

  /**
   * {@return the event as a line for people, without its native stack}
   *
   * @param start the moment that counts as 0, by {@link System#nanoTime}
   */
  public String line(long start) {
    StringBuilder text = new StringBuilder();
    text.append(String.format("%+.3f ms", (nanos - start) / 1e6));
    text.append(" [").append(thread).append("] ");
    text.append(provider.isEmpty() ? "client" : provider);
    text.append(' ').append(step).append(' ').append(function);
    if (operation != 0) {
      text.append(" #").append(operation);
    }
    if (socket != 0) {
      boolean file = function.endsWith("File") || function.startsWith("IFWX");
      text.append(file ? " handle " : " socket ").append(socket);
    }
    if (overlapped != 0) {
      text.append(" overlapped 0x").append(Long.toHexString(overlapped));
    }
    if (error != 0) {
      text.append(" error ").append(WsaError.nameOf(error));
    }
    if (bytes != 0) {
      text.append(" bytes ").append(Long.toUnsignedString(bytes));
    }
    if (!place.isEmpty()) {
      text.append(" at ").append(place);
    }
    return text.toString();
  }
}
