package dev.wsplab.jfr;

import dev.wsplab.host.CallListener;
import dev.wsplab.operation.Operations;
import dev.wsplab.trace.TracedViolation;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Tells the JDK's flight recorder of one environment, while a recording asks for it: at other times
 * nobody listens, and nothing is made. Without the module {@code jdk.jfr} nothing is ever told.
 * Thread-safe.
 */
public class FlightEvents implements AutoCloseable {
  /** Tells nothing. */
  FlightEvents() {}

  /**
   * Makes one for an environment.
   *
   * @return one that writes events; where Java has no flight recorder, one that writes none
   */
  public static FlightEvents create() {
    return ModuleLayer.boot().findModule("jdk.jfr").isPresent()
        ? new RecordedEvents()
        : new FlightEvents();
  }

  /**
   * Listens from now on, whenever there is a recording.
   *
   * @param operations what is listened to
   * @param calls takes who is told of calls that may wait, or null for nobody
   */
  public void attach(Operations operations, Consumer<@Nullable CallListener> calls) {}

  /**
   * A rule is broken.
   *
   * @param violation what was broken, by whom and when
   */
  public void violated(TracedViolation violation) {}

  /** Listens no more. A second call does nothing. */
  @Override
  public void close() {}
}
