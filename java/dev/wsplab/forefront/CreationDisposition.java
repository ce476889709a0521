package dev.wsplab.forefront;

import java.util.Optional;

/**
 * {@code dwCreationDisposition} of {@code CreateFile}, with its number: what is done when the file
 * is there, and when it is not (page of CreateFileW).
 */
public enum CreationDisposition {
  /** Makes the file; fails with 80 when it is there. */
  CREATE_NEW(1),
  /** Makes the file, or empties the one that is there: then {@code GetLastError} is 183. */
  CREATE_ALWAYS(2),
  /** Opens the file; fails with 2 when it is not there. */
  OPEN_EXISTING(3),
  /** Opens the file, {@code GetLastError} is then 183, or makes it. */
  OPEN_ALWAYS(4),
  /**
   * Opens the file and empties it; fails with 2 when it is not there, and with 87 without access to
   * write.
   */
  TRUNCATE_EXISTING(5);

  private final int value;

  CreationDisposition(int value) {
    this.value = value;
  }

  /** {@return its number} */
  public int value() {
    return value;
  }

  /**
   * {@return the one with a number; empty for a number that means none, which is error 87}
   *
   * @param value the number that {@code CreateFile} takes
   */
  public static Optional<CreationDisposition> of(long value) {
    for (CreationDisposition known : values()) {
      if (known.value == value) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** Whether a missing file is made. */
  boolean makes() {
    return this == CREATE_NEW || this == CREATE_ALWAYS || this == OPEN_ALWAYS;
  }

  /** Whether what stands in the file goes. */
  boolean empties() {
    return this == CREATE_ALWAYS || this == TRUNCATE_EXISTING;
  }

  /** {@code GetLastError} after a success. */
  int lastError(boolean existed) {
    boolean tells = this == CREATE_ALWAYS || this == OPEN_ALWAYS;
    return tells && existed ? FileErrors.ALREADY_EXISTS : FileErrors.SUCCESS;
  }
}
