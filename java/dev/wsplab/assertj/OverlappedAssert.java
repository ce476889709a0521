package dev.wsplab.assertj;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedState;
import dev.wsplab.overlapped.OverlappedWords;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on a {@code WSAOVERLAPPED}. Each reads the structure anew, the status first; memory
 * that cannot be read fails it.
 */
public final class OverlappedAssert extends AbstractAssert<OverlappedAssert, Overlapped> {
  OverlappedAssert(Overlapped actual) {
    super(actual, OverlappedAssert.class);
  }

  /**
   * {@code Internal} is {@code WSS_OPERATION_IN_PROGRESS}, 0x103.
   *
   * @return this assertion, for another one behind it
   */
  public OverlappedAssert isPending() {
    return isIn(OverlappedState.PENDING);
  }

  /**
   * {@code Internal} is not {@code WSS_OPERATION_IN_PROGRESS}: finished, or never started.
   *
   * @return this assertion, for another one behind it
   */
  public OverlappedAssert isNotPending() {
    OverlappedWords words = words();
    if (words.state() == OverlappedState.PENDING) {
      failWithMessage("%nExpected a structure that is not pending, but it was:%n  %s", told(words));
    }
    return this;
  }

  /**
   * {@code Internal} is the status of a success.
   *
   * @return this assertion, for another one behind it
   */
  public OverlappedAssert hasSucceeded() {
    return isIn(OverlappedState.SUCCEEDED);
  }

  /**
   * {@code Internal} is the status of a failure.
   *
   * @return this assertion, for another one behind it
   */
  public OverlappedAssert hasFailed() {
    return isIn(OverlappedState.FAILED);
  }

  /**
   * {@code Internal} is this NTSTATUS, of which the low 32 bits count (OVL-9).
   *
   * @param ntStatus the status that is expected
   * @return this assertion, for another one behind it
   */
  public OverlappedAssert hasStatus(int ntStatus) {
    OverlappedWords words = words();
    if ((int) words.internal() != ntStatus) {
      failWithMessage("%nExpected the status 0x%08x, but it was:%n  %s", ntStatus, told(words));
    }
    return this;
  }

  /**
   * {@code InternalHigh} is this number of bytes; counts once it is finished.
   *
   * @param bytes the count that is expected
   * @return this assertion, for another one behind it
   */
  public OverlappedAssert hasBytes(long bytes) {
    return has("InternalHigh, the bytes,", words().internalHigh(), bytes);
  }

  /**
   * {@code Offset}: once finished, of a handle of {@code WPUCreateSocketHandle}, the flags; of a
   * system handle it stays what the client has stored.
   *
   * @param offset the value that is expected
   * @return this assertion, for another one behind it
   */
  public OverlappedAssert hasOffset(int offset) {
    return has("Offset", words().offset(), offset);
  }

  /**
   * {@code OffsetHigh}: once finished, of a handle of {@code WPUCreateSocketHandle}, the Winsock
   * error; of a system handle it stays what the client has stored.
   *
   * @param offsetHigh the value that is expected
   * @return this assertion, for another one behind it
   */
  public OverlappedAssert hasOffsetHigh(int offsetHigh) {
    return has("OffsetHigh", words().offsetHigh(), offsetHigh);
  }

  private OverlappedAssert isIn(OverlappedState expected) {
    OverlappedWords words = words();
    if (words.state() != expected) {
      failWithMessage(
          "%nExpected a structure that is %s, but it was:%n  %s", expected, told(words));
    }
    return this;
  }

  private OverlappedAssert has(String what, long found, long expected) {
    if (found != expected) {
      failWithMessage("%nExpected %s to be %s, but it was:%n  %s", what, expected, told(words()));
    }
    return this;
  }

  private OverlappedWords words() {
    isNotNull();
    try {
      return actual.words();
    } catch (AccessViolationException e) {
      throw failure("%nExpected a structure, but its memory cannot be read: %s", actual);
    }
  }

  private String told(OverlappedWords words) {
    return actual + " " + words.state() + " " + words;
  }
}
