package dev.wsplab.fltmgr;

import org.checkerframework.checker.nullness.qual.Nullable;

/** What a preoperation callback leaves for its postoperation callback; null at first. */
public final class CompletionContext {
  private @Nullable Object value;

  CompletionContext() {}

  /**
   * Leaves it; allowed with {@code SUCCESS_WITH_CALLBACK} and {@code SYNCHRONIZE} (FLT-62).
   *
   * @param context what the postoperation callback is to get, or null
   */
  public void set(@Nullable Object context) {
    value = context;
  }

  @Nullable Object get() {
    return value;
  }
}
