package dev.wsplab.assertj;

import dev.wsplab.Winsock;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.Overlapped;

/**
 * Where the assertions begin. Import {@code assertThat} from here and from AssertJ side by side:
 *
 * <pre>{@code
 * import static dev.wsplab.assertj.WsplabAssertions.assertThat;
 * import static org.assertj.core.api.Assertions.assertThat;
 * ...
 * assertThat(overlapped).isPending();
 * assertThat(port.take(TEN_SECONDS).orElseThrow()).isSuccess().hasBytes(5).isFor(overlapped);
 * assertThat(winsock).hasViolations("WPU-COMPLETE-18");
 * }</pre>
 */
public final class WsplabAssertions {
  private WsplabAssertions() {}

  /**
   * Begins assertions on what a structure says now.
   *
   * @param actual what to look at; the assertions fail when it is null
   * @return assertions about it
   */
  public static OverlappedAssert assertThat(Overlapped actual) {
    return new OverlappedAssert(actual);
  }

  /**
   * Begins assertions on what {@code GetQueuedCompletionStatus} has returned.
   *
   * @param actual what to look at; the assertions fail when it is null
   * @return assertions about it
   */
  public static QueuedCompletionAssert assertThat(QueuedCompletion actual) {
    return new QueuedCompletionAssert(actual);
  }

  /**
   * Begins assertions on a broken rule.
   *
   * @param actual what to look at; the assertions fail when it is null
   * @return assertions about it
   */
  public static ViolationAssert assertThat(Violation actual) {
    return new ViolationAssert(actual);
  }

  /**
   * Begins assertions on what an environment holds now, and which rules were broken in it.
   *
   * @param actual what to look at; the assertions fail when it is null
   * @return assertions about it
   */
  public static WinsockAssert assertThat(Winsock actual) {
    return new WinsockAssert(actual);
  }
}
