package dev.wsplab.archfixture.kernel;

/** Crosses into C where that belongs. */
final class CallsNative {
  native void cross();
}
