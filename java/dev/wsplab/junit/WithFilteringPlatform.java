package dev.wsplab.junit;

import dev.wsplab.verifier.Verifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a filter engine of its own, and a Winsock environment in memory whose sockets ask
 * it: made when a parameter asks for them, closed after the test. The test fails when a callout or
 * a provider broke a rule, or a pended operation is still owed.
 *
 * <pre>{@code
 * @WithFilteringPlatform
 * class MyCalloutTest {
 *   @Test
 *   void asksBeforeEachConnect(FilterEngine engine, Winsock winsock) { ... }
 * }
 * }</pre>
 *
 * <p>Parameters of tests, of {@code @BeforeEach} and of {@code @AfterEach} may be a {@link
 * dev.wsplab.wfp.FilterEngine}, what it has ({@link dev.wsplab.wfp.FwpsFunctions}, {@link
 * dev.wsplab.wfp.FwpmFunctions}, {@link dev.wsplab.wfp.NetworkStack}, {@link
 * dev.wsplab.driver.Scheduler}), the {@link dev.wsplab.Winsock} environment, and a {@link Seed}.
 * Not to be used together with {@link WithWinsock}, which has an environment of its own.
 *
 * <p>Stands on a class, on a method, where it takes the place of the class's, or on an annotation
 * of your own. Nested classes and subclasses have it as well. Tests may run in parallel.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FilteringPlatformExtension.class)
public @interface WithFilteringPlatform {
  /** {@return worker threads, 1 to 64; not looked at with a manual scheduler} */
  int threads() default 2;

  /** {@return whether the test says what runs next, by {@link dev.wsplab.driver.Scheduler}} */
  boolean manualScheduler() default false;

  /**
   * {@return whether a completed connect is judged again after the completion has returned, not
   * inside}
   */
  boolean queueReauthorization() default false;

  /**
   * {@return what happens when a callout breaks a rule: {@code FAIL} fails the test; {@code REPORT}
   * leaves it to the test, by {@code engine.violations()}; with {@code OFF} nothing is watched}
   */
  Verifier.Mode verify() default Verifier.Mode.FAIL;
}
