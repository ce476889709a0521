package dev.wsplab.junit;

import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.Verifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a Winsock of its own: an isolated environment, made when a parameter asks for it
 * and closed after the test.
 *
 * <pre>{@code
 * @WithWinsock(layers = MyLayer.class)
 * class MyLayerTest {
 *   @Test
 *   void passesBytesOn(Winsock winsock, MyLayer layer) { ... }
 * }
 * }</pre>
 *
 * <p>Parameters of tests, of {@code @BeforeEach} and of {@code @AfterEach} may be a {@link
 * dev.wsplab.Winsock}, any class of {@link #layers}, and a {@link Seed}. Methods and fields with
 * {@link ConfigureWinsock} set it up further.
 *
 * <p>A test fails when a rule was broken ({@link #verify}) and when it leaves something open
 * ({@link #leaks}); the message has the history of the operation and the place where it was
 * started. If it has failed already, that is added to its failure as suppressed. When a test times
 * out by {@code @Timeout}, or ends while threads are inside a call, the report lists these threads,
 * the pending operations and the last events.
 *
 * <p>Stands on a class, on a method, where it takes the place of the class's, or on an annotation
 * of your own. Nested classes and subclasses have it as well. Tests may run in parallel.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WinsockExtension.class)
public @interface WithWinsock {
  /** What lies below all layers. */
  enum Base {
    /** TCP and UDP on the system's own sockets, bound to loopback. */
    TCP,
    /** TCP and UDP in memory: the same calls give the same events in the same order. */
    LOOPBACK
  }

  /** How long an environment lives. */
  enum Scope {
    /** Each test has its own. */
    METHOD,
    /**
     * All tests of the class that has the annotation, those of its nested classes too, share one;
     * {@code @BeforeAll} may take it as well. What is left behind fails the class.
     */
    CLASS
  }

  /** {@return the base provider; a method with {@link ConfigureWinsock} may add others} */
  Base base() default Base.TCP;

  /**
   * {@return the layers over it, the last one on top} Each is made by its constructor without
   * parameters, anew for each environment; for others use {@link ConfigureWinsock}.
   */
  Class<? extends ServiceProvider>[] layers() default {};

  /**
   * {@return what happens when a rule is broken: {@code FAIL} fails the test; {@code REPORT} leaves
   * it to the test, by {@code winsock.violations()}; with {@code OFF} nothing is watched, and no
   * events are recorded for reports}
   */
  Verifier.Mode verify() default Verifier.Mode.FAIL;

  /**
   * {@return whether a test fails that leaves behind open handles, pending operations, or
   * completions that were never taken} What a provider keeps for itself does not count.
   */
  boolean leaks() default true;

  /**
   * {@return whether results become visible a little after {@code WPUCompleteOverlappedRequest} has
   * returned ({@link dev.wsplab.timing.Timing#deferred}), by the {@link Seed} of the run}
   */
  boolean deferred() default false;

  /**
   * {@return whether reports say which functions of a native module have caused each event ({@link
   * dev.wsplab.WinsockBuilder#nativeStacks})}
   */
  boolean nativeStacks() default false;

  /** {@return how long an environment lives} */
  Scope scope() default Scope.METHOD;
}
