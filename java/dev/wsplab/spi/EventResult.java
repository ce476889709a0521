package dev.wsplab.spi;

import dev.wsplab.kernel.EventHandle;

/**
 * What a function returns that makes an event.
 *
 * @param event the event, or {@link EventHandle#NULL}, that is {@code WSA_INVALID_EVENT}
 * @param errno the error; not meaningful on success
 */
public record EventResult(EventHandle event, int errno) implements ErrnoResult {
  /**
   * Success.
   *
   * @param event its handle, not 0
   * @return the result of a call that succeeded
   */
  public static EventResult of(EventHandle event) {
    return new EventResult(event, 0);
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static EventResult failed(WsaError error) {
    return new EventResult(EventHandle.NULL, error.code());
  }

  /**
   * {@return the event, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public EventHandle orThrow(String function) {
    if (event.value() == 0) {
      throw new WinsockException(function, errno);
    }
    return event;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "EventResult[event=" + event + ", errno=" + WsaError.nameOf(errno) + "]";
  }
}
