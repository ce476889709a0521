package dev.wsplab.provider.network;

import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.DatagramAnswer;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** A question about a datagram. Thread-safe. */
final class DatagramQuestion extends Question implements DatagramAnswer {
  private final ToIntFunction<byte[]> injection;

  DatagramQuestion(
      AuthorizationRequest flow, Consumer<Answer> then, ToIntFunction<byte[]> injection) {
    super(flow, false, then);
    this.injection = injection;
  }

  @Override
  public int inject(byte[] payload) {
    return injection.applyAsInt(payload);
  }
}
