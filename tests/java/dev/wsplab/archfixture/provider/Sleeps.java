package dev.wsplab.archfixture.provider;

/** Waits for a time instead of a condition. */
final class Sleeps {
  void nap() throws InterruptedException {
    Thread.sleep(1);
  }
}
