package dev.wsplab.wfp.packet;

/** Bytes that are no packet; the message says what is wrong with them. */
public final class MalformedPacketException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MalformedPacketException(String message) {
    super(message);
  }
}
