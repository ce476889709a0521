package dev.wsplab.archfixture.provider;

/** Crosses into C away from the boundary. */
final class CallsNative {
  native void cross();
}
