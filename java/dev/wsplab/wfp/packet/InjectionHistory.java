package dev.wsplab.wfp.packet;

import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Who has injected a net buffer list. Immutable.
 *
 * @param current the injection that brought the list itself in; null when none did
 * @param earlier the injections of what it was cloned from, the latest first
 */
public record InjectionHistory(@Nullable Injection current, List<Injection> earlier) {
  /** Of what came from the network. */
  static final InjectionHistory NONE = new InjectionHistory(null, List.of());

  /**
   * One injection.
   *
   * @param handle the injection handle
   * @param context the injection context
   */
  public record Injection(long handle, long context) {}

  /**
   * Copies the list.
   *
   * @param current the injection that brought the list itself in; null when none did
   * @param earlier the injections of what it was cloned from, the latest first
   */
  public InjectionHistory {
    earlier = List.copyOf(earlier);
  }

  InjectionHistory injected(Injection injection) {
    return new InjectionHistory(injection, ofClone().earlier());
  }

  /** A clone was not injected itself. */
  InjectionHistory ofClone() {
    Injection latest = current;
    if (latest == null) {
      return this;
    }
    List<Injection> before = new ArrayList<>(earlier);
    before.add(0, latest);
    return new InjectionHistory(null, before);
  }

  /**
   * {@return the latest injection by a handle of what this list was cloned from, or null}
   *
   * @param handle the injection handle
   */
  public @Nullable Injection earlierBy(long handle) {
    for (Injection injection : earlier) {
      if (injection.handle() == handle) {
        return injection;
      }
    }
    return null;
  }
}
