package dev.wsplab.forefront;

import java.util.Objects;

/**
 * How a file is opened: {@code dwDesiredAccess}, {@code dwCreationDisposition} and {@code
 * FILE_FLAG_OVERLAPPED} of {@code CreateFile}.
 *
 * @param read whether it can be read
 * @param write whether it can be written
 * @param disposition what is done when the file is there, and when it is not
 * @param overlapped whether it is opened for overlapped I/O (FWX-31)
 */
public record FileOptions(
    boolean read, boolean write, CreationDisposition disposition, boolean overlapped) {
  /**
   * Checks that it can be used for something.
   *
   * @param read whether it can be read
   * @param write whether it can be written
   * @param disposition what is done when the file is there, and when it is not
   * @param overlapped whether it is opened for overlapped I/O (FWX-31)
   */
  public FileOptions {
    Objects.requireNonNull(disposition);
    if (!read && !write) {
      throw new IllegalArgumentException("read=false, write=false: at least one is needed");
    }
  }

  /**
   * Overlapped reads of an existing file.
   *
   * @return options to open a file with
   */
  public static FileOptions reading() {
    return new FileOptions(true, false, CreationDisposition.OPEN_EXISTING, true);
  }

  /**
   * Overlapped writes; a missing file is made.
   *
   * @return options to open a file with
   */
  public static FileOptions writing() {
    return new FileOptions(false, true, CreationDisposition.OPEN_ALWAYS, true);
  }

  /**
   * Overlapped reads and writes; a missing file is made.
   *
   * @return options to open a file with
   */
  public static FileOptions readingAndWriting() {
    return new FileOptions(true, true, CreationDisposition.OPEN_ALWAYS, true);
  }

  /**
   * {@return the same with another disposition}
   *
   * @param other what happens to a file that is there, or is missing
   */
  public FileOptions with(CreationDisposition other) {
    return new FileOptions(read, write, other, overlapped);
  }

  /** {@return the same without {@code FILE_FLAG_OVERLAPPED}} */
  public FileOptions notOverlapped() {
    return new FileOptions(read, write, disposition, false);
  }

  /** Whether {@code CreateFile} refuses it with 87: what is emptied must be open for writing. */
  boolean isRefused() {
    return disposition == CreationDisposition.TRUNCATE_EXISTING && !write;
  }
}
