package dev.wsplab.provider.network;

import dev.wsplab.spi.WsaError;

/**
 * How an operation ended.
 *
 * @param error Winsock error, 0 for success
 * @param bytes byte count
 * @param flags what {@code *lpFlags} becomes
 * @param isMoved not an end: the operation went on as another one, in another queue
 */
record Outcome(int error, int bytes, int flags, boolean isMoved) {
  /** Success without bytes. */
  static final Outcome DONE = done(0);

  static final Outcome MOVED = new Outcome(0, 0, 0, true);

  static Outcome done(int bytes) {
    return done(bytes, 0);
  }

  static Outcome done(int bytes, int flags) {
    return new Outcome(0, bytes, flags, false);
  }

  static Outcome failed(int error) {
    return new Outcome(error, 0, 0, false);
  }

  static Outcome failed(WsaError error) {
    return failed(error.code());
  }

  /** A datagram of which a part has been received: an error that is indicated like a success. */
  static Outcome truncated(int bytes, int flags) {
    return new Outcome(WsaError.WSAEMSGSIZE.code(), bytes, flags, false);
  }

  /** Whether its end is indicated, whatever it was: data have been received (IOCP-GQCS-6). */
  boolean isIndicated() {
    return succeeded() || error == WsaError.WSAEMSGSIZE.code() && flags != 0;
  }

  boolean succeeded() {
    return error == 0;
  }
}
