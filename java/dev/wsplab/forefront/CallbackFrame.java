package dev.wsplab.forefront;

/** A callback of file I/O that is running in a thread. Used by that thread alone. */
final class CallbackFrame {
  private final FileIo io;
  private final int errorShown;
  private final int bytesShown;
  private boolean reissueSeen;

  CallbackFrame(FileIo io, int errorShown, int bytesShown) {
    this.io = io;
    this.errorShown = errorShown;
    this.bytesShown = bytesShown;
  }

  FileIo io() {
    return io;
  }

  int errorShown() {
    return errorShown;
  }

  int bytesShown() {
    return bytesShown;
  }

  /** False once: what a callback issues first is its next step. */
  boolean isFirstReissueSeen() {
    boolean before = reissueSeen;
    reissueSeen = true;
    return before;
  }
}
