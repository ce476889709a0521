package dev.wsplab.cli;

import java.util.concurrent.atomic.LongAdder;

/** What the server counts for itself, from what it was told of its operations. Thread-safe. */
final class ServedCounts {
  private final LongAdder headBytes = new LongAdder();
  private final LongAdder bodyBytes = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder responses = new LongAdder();

  void connection() {
    connections.increment();
  }

  void request() {
    requests.increment();
  }

  void response() {
    responses.increment();
  }

  void received(int bytes) {
    receivedBytes.add(bytes);
  }

  void sent(int ofHead, int ofBody) {
    headBytes.add(ofHead);
    bodyBytes.add(ofBody);
  }

  /** Bytes of response heads whose {@code WSASend} succeeded. */
  long headBytes() {
    return headBytes.sum();
  }

  /** Bytes of response bodies whose {@code WSASend} succeeded. */
  long bodyBytes() {
    return bodyBytes.sum();
  }

  /** Heads and bodies. */
  long servedBytes() {
    return headBytes() + bodyBytes();
  }

  /** Bytes that {@code WSARecv} brought. */
  long receivedBytes() {
    return receivedBytes.sum();
  }

  long connections() {
    return connections.sum();
  }

  /** Requests whose head could be read. */
  long requests() {
    return requests.sum();
  }

  /** Responses that were sent completely. */
  long responses() {
    return responses.sum();
  }
}
