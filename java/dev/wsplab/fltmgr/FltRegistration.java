package dev.wsplab.fltmgr;

import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a minifilter registers: its name, and the operations it wants to see. Not thread-safe. */
public final class FltRegistration {
  /** The callbacks for one kind of operation. */
  record Callbacks(@Nullable FltPreOperation pre, @Nullable FltPostOperation post) {}

  private final String name;
  private final Map<Integer, Callbacks> operations = new HashMap<>();

  private FltRegistration(String name) {
    this.name = name;
  }

  /**
   * Begins one; the name is for reports.
   *
   * @param name for reports
   * @return a registration without operations
   */
  public static FltRegistration named(String name) {
    return new FltRegistration(name);
  }

  /**
   * Adds an operation, or takes the place of what was there.
   *
   * @param majorFunction one of {@link MajorFunction}
   * @param pre is called before, or null
   * @param post is called afterwards, or null
   * @return this registration
   */
  public FltRegistration operation(
      int majorFunction, @Nullable FltPreOperation pre, @Nullable FltPostOperation post) {
    operations.put(majorFunction, new Callbacks(pre, post));
    return this;
  }

  String name() {
    return name;
  }

  Map<Integer, Callbacks> operations() {
    return Map.copyOf(operations);
  }
}
