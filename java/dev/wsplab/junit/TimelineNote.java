package dev.wsplab.junit;

import java.nio.file.Path;

/** Not a failure: stands beside one, and says where to look. */
final class TimelineNote extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What happened in it is on this page. */
  TimelineNote(Path page) {
    this("its timeline, for a browser: " + page.toAbsolutePath());
  }

  /** It could not be written. */
  TimelineNote(String why) {
    super(why, null, false, false); // where it was made says nothing
  }
}
