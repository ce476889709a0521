package dev.wsplab.timeline;

/**
 * What bars stand in.
 *
 * @param kind what it stands for
 * @param name how it is labelled
 * @param rows how many bars stand one below the other where they overlap, at least 1
 */
record Lane(Kind kind, String name, int rows) {
  /** What a lane stands for, in the order in which they are drawn. */
  enum Kind {
    SOCKET,
    PORT,
    THREAD
  }
}
