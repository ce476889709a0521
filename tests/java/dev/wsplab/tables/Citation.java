package dev.wsplab.tables;

import java.util.Comparator;

/**
 * A test that names a rule.
 *
 * @param test as the page shows it: {@code Class.method}, or {@code file.c: function}
 * @param rank how strongly it does: the lowest is shown
 */
record Citation(String test, int rank) {
  /** In the name or documentation of a Java test that runs everywhere. */
  static final int ABOUT = 0;

  /** The same for all tests of a class. */
  static final int CLASS = 1;

  /** In a test of the verifier or of the kit: that it finds who breaks the rule. */
  static final int BROKEN = 2;

  /** In the body, beside what is asserted. */
  static final int BESIDE = 3;

  /** In a C test. */
  static final int NATIVE = 4;

  /** In a Java test that runs on some platforms only. */
  static final int SOMEWHERE = 5;

  static final Comparator<Citation> STRONGEST =
      Comparator.comparingInt(Citation::rank).thenComparing(Citation::test);
}
