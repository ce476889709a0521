package dev.wsplab.provider;

import java.time.Duration;
import org.apache.commons.lang3.Validate;

/**
 * When a layer with handles of its own tells its client that an overlapped operation has ended, and
 * what the starting call answers. All of them are correct: a client may rely on none.
 *
 * <p>"Finished below" means here: the provider below has answered the starting call with success. A
 * layer cannot finish anything else at once, since a starting call never waits (WSP-IO-2). What is
 * told before the call returns is told by the thread of the call, and so are the layer's hooks.
 */
public final class CompletionMoment {
  /** The five kinds. */
  enum Kind {
    ANY,
    BEFORE_RETURN,
    AT_ONCE,
    AFTER_RETURN,
    HELD
  }

  private static final CompletionMoment ANY = new CompletionMoment(Kind.ANY, Duration.ZERO);
  private static final CompletionMoment BEFORE =
      new CompletionMoment(Kind.BEFORE_RETURN, Duration.ZERO);
  private static final CompletionMoment AT_ONCE = new CompletionMoment(Kind.AT_ONCE, Duration.ZERO);
  private static final CompletionMoment AFTER =
      new CompletionMoment(Kind.AFTER_RETURN, Duration.ZERO);

  private final Kind kind;
  private final Duration patience;

  private CompletionMoment(Kind kind, Duration patience) {
    this.kind = kind;
    this.patience = patience;
  }

  /**
   * {@code WSA_IO_PENDING} to every operation, told when its end comes: before the call returns or
   * after. What a layer does unless it says otherwise (WSP-IO-16, WPU-COMPLETE-19).
   *
   * @return this moment
   */
  public static CompletionMoment any() {
    return ANY;
  }

  /**
   * {@code WSA_IO_PENDING} to every operation; one that is finished below is told before the call
   * returns (WPU-COMPLETE-19).
   *
   * @return this moment
   */
  public static CompletionMoment beforeReturn() {
    return BEFORE;
  }

  /**
   * Success, told before the call returns, for what is finished below; {@code WSA_IO_PENDING} for
   * the rest (WSP-IO-16).
   *
   * @return this moment
   */
  public static CompletionMoment atOnce() {
    return AT_ONCE;
  }

  /**
   * {@code WSA_IO_PENDING} to every operation; none is told before the layer has done all that it
   * does to start it.
   *
   * @return this moment
   */
  public static CompletionMoment afterReturn() {
    return AFTER;
  }

  /**
   * {@code WSA_IO_PENDING} to every operation; when it has ended, its fields stay as they are, and
   * nothing is told, until the client's next call on any socket of the layer, or for so long
   * (WPU-COMPLETE-10).
   *
   * @param patience how long at most, 1 millisecond to 24 days
   * @return this moment
   * @throws IllegalArgumentException when it is out of that range
   */
  public static CompletionMoment held(Duration patience) {
    Validate.isTrue(
        patience.compareTo(Duration.ofMillis(1)) >= 0 && patience.toDays() < 24,
        "patience=%s: expected 1 millisecond to 24 days",
        patience);
    return new CompletionMoment(Kind.HELD, patience);
  }

  Kind kind() {
    return kind;
  }

  Duration patience() {
    return patience;
  }

  @Override
  public String toString() {
    return kind == Kind.HELD ? kind + " for " + patience.toMillis() + " ms" : kind.toString();
  }
}
