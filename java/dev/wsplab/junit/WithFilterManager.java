package dev.wsplab.junit;

import dev.wsplab.driver.Irql;
import dev.wsplab.verifier.Verifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a Filter Manager of its own, with an empty folder mounted as its first volume:
 * made when a parameter asks for it; after the test its minifilters are unloaded and the folder is
 * deleted. The test fails when a rule was broken or something is left.
 *
 * <pre>{@code
 * @WithFilterManager(manualScheduler = true)
 * class MyMinifilterTest {
 *   @Test
 *   void scansTheFile(FilterManager manager, FltVolume volume) { ... }
 * }
 * }</pre>
 *
 * <p>Parameters of tests, of {@code @BeforeEach} and of {@code @AfterEach} may be a {@link
 * dev.wsplab.fltmgr.FilterManager}, what it has ({@link dev.wsplab.fltmgr.FltMgr}, {@link
 * dev.wsplab.driver.Scheduler}, {@link dev.wsplab.fltmgr.FltVolume}), and a {@link Seed}.
 *
 * <p>Stands on a class, on a method, where it takes the place of the class's, or on an annotation
 * of your own. Nested classes and subclasses have it as well. Tests may run in parallel.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FilterManagerExtension.class)
public @interface WithFilterManager {
  /** {@return worker threads, 1 to 64; not looked at with a manual scheduler} */
  int threads() default 2;

  /** {@return whether the test says what runs next, by {@link dev.wsplab.driver.Scheduler}} */
  boolean manualScheduler() default false;

  /** {@return the level at which completion callbacks run} */
  Irql completionIrql() default Irql.PASSIVE_LEVEL;

  /**
   * {@return how many of a hundred I/Os the file system ends later, drawn from the {@link Seed}; 0
   * ends all in the sender's thread, 100 all but creates and closes later}
   */
  int laterPercent() default 0;

  /**
   * {@return what happens when a rule is broken: {@code FAIL} fails the test; {@code REPORT} leaves
   * it to the test, by {@code manager.violations()}; with {@code OFF} nothing is watched}
   */
  Verifier.Mode verify() default Verifier.Mode.FAIL;
}
