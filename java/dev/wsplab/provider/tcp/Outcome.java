package dev.wsplab.provider.tcp;

import dev.wsplab.spi.WsaError;

/**
 * How an operation ended.
 *
 * @param error Winsock error, 0 for success
 * @param bytes byte count
 * @param flags what {@code *lpFlags} becomes
 */
record Outcome(int error, int bytes, int flags) {
  /** Success without bytes. */
  static final Outcome DONE = done(0);

  /** Not an end: the operation went on as another one, in another queue. */
  static final Outcome MOVED = new Outcome(0, 0, 0);

  static Outcome done(int bytes) {
    return new Outcome(0, bytes, 0);
  }

  static Outcome done(int bytes, int flags) {
    return new Outcome(0, bytes, flags);
  }

  static Outcome failed(int error) {
    return new Outcome(error, 0, 0);
  }

  static Outcome failed(WsaError error) {
    return failed(error.code());
  }

  boolean succeeded() {
    return error == 0;
  }

  /** By identity: an end without bytes looks the same. */
  @SuppressWarnings("ReferenceEquality")
  boolean isMoved() {
    return this == MOVED;
  }
}
