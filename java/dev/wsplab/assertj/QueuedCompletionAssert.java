package dev.wsplab.assertj;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a packet, or on there being none. */
public final class QueuedCompletionAssert
    extends AbstractAssert<QueuedCompletionAssert, QueuedCompletion> {
  QueuedCompletionAssert(QueuedCompletion actual) {
    super(actual, QueuedCompletionAssert.class);
  }

  /**
   * A packet was taken, of a success or of a failure.
   *
   * @return this assertion, for another one behind it
   */
  public QueuedCompletionAssert isPacket() {
    isNotNull();
    if (!actual.taken()) {
      failWithMessage("%nExpected a packet, but found:%n  %s", actual);
    }
    return this;
  }

  /**
   * No packet was taken, and the wait ended with this error: 258 for the time, 735 for the port.
   *
   * @param error Win32's error number
   * @return this assertion, for another one behind it
   */
  public QueuedCompletionAssert isNothingBecauseOf(int error) {
    isNotNull();
    if (actual.taken() || actual.error() != error) {
      failWithMessage(
          "%nExpected no packet because of %s, but found:%n  %s",
          Win32Error.describe(error), actual);
    }
    return this;
  }

  /**
   * It is a packet of a request that succeeded, or one that was posted.
   *
   * @return this assertion, for another one behind it
   */
  public QueuedCompletionAssert isSuccess() {
    isPacket();
    if (!actual.returnValue()) {
      failWithMessage("%nExpected a packet of success, but found:%n  %s", actual);
    }
    return this;
  }

  /**
   * It is a packet of a request that failed with this error.
   *
   * @param win32Error as {@code GetLastError} tells it, such as 64 or 995
   * @return this assertion, for another one behind it
   */
  public QueuedCompletionAssert isFailure(int win32Error) {
    isPacket();
    if (actual.returnValue() || actual.error() != win32Error) {
      failWithMessage(
          "%nExpected a packet of failure with %s, but found:%n  %s",
          Win32Error.describe(win32Error), actual);
    }
    return this;
  }

  /**
   * The packet has this byte count.
   *
   * @param bytes the count that is expected
   * @return this assertion, for another one behind it
   */
  public QueuedCompletionAssert hasBytes(int bytes) {
    isPacket();
    if (actual.bytes() != bytes) {
      failWithMessage(
          "%nExpected a packet with %s bytes, but found:%n  %s",
          Integer.toUnsignedString(bytes), actual);
    }
    return this;
  }

  /**
   * The packet has this completion key.
   *
   * @param key the key that the handle was associated with, or that was posted
   * @return this assertion, for another one behind it
   */
  public QueuedCompletionAssert hasKey(long key) {
    isPacket();
    if (actual.key() != key) {
      failWithMessage("%nExpected a packet with the key 0x%x, but found:%n  %s", key, actual);
    }
    return this;
  }

  /**
   * The packet carries the address of this structure.
   *
   * @param overlapped the structure, compared by its address
   * @return this assertion, for another one behind it
   */
  public QueuedCompletionAssert isFor(Overlapped overlapped) {
    isPacket();
    if (actual.overlapped() != overlapped.address()) {
      failWithMessage("%nExpected a packet of %s, but found:%n  %s", overlapped, actual);
    }
    return this;
  }
}
