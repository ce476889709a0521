package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A socket that must be asked about what is a call of its own. All without a lock. */
interface AuthorizedSocket {
  /** What {@link #askToSend} finds when the datagram was absorbed. */
  int ABSORBED = -1;

  /** Asks whether it may be bound. Its close withdraws the question. */
  Question askToBind(Sockaddr at, Consumer<Question.Answer> then);

  /** Asks whether it may listen; null when nobody has to be asked. Its close withdraws it. */
  @Nullable Question askToListen(Consumer<Question.Answer> then);

  /**
   * Asks about a datagram that is to leave.
   *
   * @param to null for whom it is connected to
   * @return 0 when it may; {@link #ABSORBED}; else the error that the send fails with
   */
  int askToSend(Iovec data, @Nullable Sockaddr to);
}
