package dev.wsplab.junit;

import dev.wsplab.forefront.EndOfFile;
import dev.wsplab.verifier.Verifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a firewall service of Forefront's of its own: made when a parameter asks for it,
 * stopped and closed after the test, which fails when a rule was broken or something is left.
 *
 * <pre>{@code
 * @WithForefront(manualPump = true)
 * class MyFilterTest {
 *   @Test
 *   void readsTheFile(FwxService service, Pump pump) { ... }
 * }
 * }</pre>
 *
 * <p>Parameters of tests, of {@code @BeforeEach} and of {@code @AfterEach} may be a {@link
 * dev.wsplab.forefront.FwxService}, what it has ({@link dev.wsplab.forefront.FwxFirewall}, {@link
 * dev.wsplab.forefront.FwxFiles}, {@link dev.wsplab.forefront.Pump}), and a {@link Seed}.
 *
 * <p>The service has no sockets, and the defaults of {@link dev.wsplab.forefront.FwxServiceBuilder}
 * for what is no attribute here: 4,096 events are kept, a stop waits 10 s for callbacks, all
 * workers may block for 2 s, overlapped objects have no limit. Whoever wants another service, such
 * as one with a fault plan of its own, builds it in the test.
 *
 * <p>Stands on a class, on a method, where it takes the place of the class's, or on an annotation
 * of your own. Nested classes and subclasses have it as well. Tests may run in parallel.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ForefrontExtension.class)
public @interface WithForefront {
  /**
   * {@return worker threads of the service, 1 or more; not looked at with a manual pump} Another
   * number fails the test with a configuration error that names it.
   */
  int workers() default 2;

  /**
   * {@return whether the test takes packets itself, by {@link dev.wsplab.forefront.Pump}: then no
   * other thread calls back} Without, a parameter of that type cannot be had.
   */
  boolean manualPump() default false;

  /**
   * {@return what happens when a rule is broken, or when an object, a hooked handle or a callback
   * is left: {@code FAIL} fails the test; {@code REPORT} leaves it to the test, by {@code
   * service.violations()}; with {@code OFF} nothing is watched}
   */
  Verifier.Mode verify() default Verifier.Mode.FAIL;

  /**
   * {@return where the end of an emulated file is told (FWX-39): {@code LATER} by the callback,
   * {@code AT_ISSUE} by the call, which fails with 38} On Windows a file at a path is the system's
   * own, which chooses itself.
   */
  EndOfFile endOfFile() default EndOfFile.LATER;

  /**
   * {@return how many of a hundred I/Os meet a fault, 0 to 100: what {@link
   * dev.wsplab.forefront.IoFaultPlan#seeded} draws from the {@link Seed}, which is reported when
   * the test fails} 0 draws none.
   */
  int faultPercent() default 0;

  /**
   * {@return what {@code CompleteAsyncIO} and {@code CompleteAsyncAccept} are given as {@code
   * Win32ErrorCode} when they tell a success, where it is not specified (FWX-22, FWX-76)} Any
   * value; a filter that reads it goes another way with another one. With a value other than 0 that
   * no position moves by otherwise, strict mode finds a reader that takes the error for the byte
   * count (FWX-101).
   */
  int unspecifiedError() default 0;

  /**
   * {@return what {@code CompleteAsyncIO} of file I/O is given as byte count when it tells a
   * failure, where it is not specified (FWX-23)} Any value; with one other than 0 strict mode finds
   * a reader that moves on by it (FWX-99).
   */
  int unspecifiedBytes() default 0;
}
