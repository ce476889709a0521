package dev.wsplab.timeline;

import dev.wsplab.overlapped.OverlappedWords;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Something that took time.
 *
 * @param kind what it is
 * @param lane number of its lane
 * @param row its row in the lane, from 0
 * @param begin nanoseconds since the beginning of the chart
 * @param end the same, not before {@code begin}
 * @param isOpen whether its end is not known: it is drawn until the end of the chart
 * @param name function in Microsoft's documentation
 * @param provider path of the provider, empty for the client
 * @param thread name of the thread that began it
 * @param operation number of the client's operation that it belongs to, 0 for none
 * @param socket value of the socket, 0 for none
 * @param overlapped address of the structure, 0 for none
 * @param error Winsock error, 0 for none
 * @param bytes byte count
 * @param words what stood in the structure when it began, or null
 * @param nativeStack who in a native module made the call, the innermost frame first; empty when
 *     that is not kept
 */
record Bar(
    Kind kind,
    int lane,
    int row,
    long begin,
    long end,
    boolean isOpen,
    String name,
    String provider,
    String thread,
    long operation,
    long socket,
    long overlapped,
    int error,
    long bytes,
    @Nullable OverlappedWords words,
    List<String> nativeStack) {
  /** What a bar is. */
  enum Kind {
    /** An operation, from its start until the client has been told; on the lane of its socket. */
    OPERATION,
    /** A packet that waits in a port. */
    PACKET,
    /** A call into a provider. */
    CALL,
    /** A call that a provider makes. */
    UPCALL,
    /** The call by which a provider says that an operation has finished. */
    COMPLETION,
    /** A wait of the client's. */
    WAIT
  }
}
