package dev.wsplab.platform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test that Windows passes and Wine fails. On Windows it asserts the fact; on Wine it
 * asserts what Wine does instead, so that a better Wine is noticed:
 *
 * <pre>{@code
 * @Override
 * @Test
 * @OnWine(value = "WIN-27", instead = "the socket stays nonsignalled")
 * void givenPendingReceive_whenAssociated_thenTheSocketIsSignalled_WIN_27() {
 *   if (!RunningOn.isWine()) {
 *     super.givenPendingReceive_whenAssociated_thenTheSocketIsSignalled_WIN_27();
 *     return;
 *   }
 *   ... // what Wine does
 * }
 * }</pre>
 *
 * <p>On Wine each such test adds its line to the report, and the run ends with their number: at
 * most 2% of all tests.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnWineReport.class)
public @interface OnWine {
  /** The ids of the facts, such as {@code "WIN-12"}. */
  String value();

  /** What Wine does instead. */
  String instead();
}
