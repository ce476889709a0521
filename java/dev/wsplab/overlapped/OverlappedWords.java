package dev.wsplab.overlapped;

/**
 * The members of one {@code WSAOVERLAPPED} at one moment, as they were read one after the other
 * from its memory.
 *
 * @param internal the status; its low 32 bits count (OVL-9)
 * @param internalHigh the byte count
 * @param offset the provider's flags, or the low half of a file offset
 * @param offsetHigh the provider's Winsock error, or the high half of a file offset
 * @param hEvent the event handle with its low bit, or the client's own data when a completion
 *     routine was given
 */
public record OverlappedWords(
    long internal, long internalHigh, int offset, int offsetHigh, long hEvent) {

  /** {@return what {@link #internal} tells} */
  public OverlappedState state() {
    return OverlappedState.of((int) internal);
  }

  /** Returns the words in hexadecimal, in the order of the structure. */
  @Override
  public String toString() {
    return String.format(
        "Internal=%08x InternalHigh=%x Offset=%x OffsetHigh=%x hEvent=%x",
        (int) internal, internalHigh, offset, offsetHigh, hEvent);
  }
}
