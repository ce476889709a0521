package dev.wsplab.provider;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Counts the bytes that its hooks are told of, and the calls that reach it. */
final class CountingLayer extends LayeredProvider {
  final AtomicInteger received = new AtomicInteger();
  final AtomicInteger sent = new AtomicInteger();
  final AtomicInteger sends = new AtomicInteger();

  CountingLayer(LayerForm form) {
    super(form);
  }

  @Override
  protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
    received.addAndGet(bytes);
  }

  @Override
  protected void sent(SocketHandle s, WsaBuffers buffers, int bytes) {
    sent.addAndGet(bytes);
  }

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    sends.incrementAndGet();
    return super.wspSend(s, buffers, flags, overlapped, routine, threadId);
  }

  SocketHandle below(SocketHandle s) {
    return lowerSocket(s);
  }

  int captured() {
    return layer().captured().size();
  }
}
