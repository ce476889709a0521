package dev.wsplab.tables;

import java.util.Locale;

/** A column of docs/functions.md: who does what the function is called for. */
enum Column {
  /** The base provider in memory. */
  LOOPBACK,
  /** The base provider on the system's sockets. */
  TCP,
  /** A layer; for upcalls also a provider that the test plays. */
  LAYER,
  /** What an application or an installer calls. */
  CLIENT;

  String heading() {
    return name().toLowerCase(Locale.ROOT);
  }
}
