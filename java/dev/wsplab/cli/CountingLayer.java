package dev.wsplab.cli;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.WsaBuffers;
import java.util.concurrent.atomic.LongAdder;

/** A layer that counts the bytes that pass through it. Thread-safe. */
final class CountingLayer extends LayeredProvider {
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();

  @Override
  protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
    received.add(Integer.toUnsignedLong(bytes));
  }

  @Override
  protected void sent(SocketHandle s, WsaBuffers buffers, int bytes) {
    sent.add(Integer.toUnsignedLong(bytes));
  }

  long receivedBytes() {
    return received.sum();
  }

  long sentBytes() {
    return sent.sum();
  }
}
