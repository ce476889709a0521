package dev.wsplab.archfixture.provider;

import java.util.concurrent.atomic.AtomicInteger;

/** Keeps a static counter in a final field. */
final class CountsAtomically {
  static final AtomicInteger COUNT = new AtomicInteger();
}
