package dev.wsplab.forefront;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a filter does with a buffer that it has sent: from then on it belongs to who takes it, also
 * when the send has ended, until its last reference is gone (FWX-77). Thread-safe.
 */
final class BufferWatch {
  private final Strict strict;
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean sent;
  private volatile long checksum;

  BufferWatch(Strict strict) {
    this.strict = strict;
  }

  /** The service takes the buffer to send it. */
  void sent(FwxBuffer buffer, long address, int size) {
    if (strict.isOn() && !sent) {
      checksum = Strict.checksum(address, size);
      sent = true;
    }
  }

  boolean isSent() {
    return sent;
  }

  /** It was not taken after all. */
  void refused() {
    sent = false;
  }

  /** The filter calls what changes the buffer. */
  void changes(String call, FwxBuffer buffer) {
    if (sent && told.compareAndSet(false, true)) {
      strict.sentBufferUsed(buffer + " left alone after it was sent", call + " on it");
    }
  }

  /** The last reference goes. */
  void ends(FwxBuffer buffer, long address, int size) {
    if (sent && Strict.checksum(address, size) != checksum && told.compareAndSet(false, true)) {
      strict.sentBufferUsed("the data that was sent in " + buffer, "other data");
    }
    strict.gone(buffer);
  }
}
