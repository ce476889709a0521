package dev.wsplab.kernel;

/** A call that depends on the identity of its thread was made on a virtual thread. */
public final class VirtualThreadException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  VirtualThreadException() {
    super(
        "This call depends on the thread that makes it (waits, APCs, last error), and a virtual thread"
            + " has none of its own. Make it on a platform thread, for instance"
            + " Thread.ofPlatform().start(task) or Executors.newCachedThreadPool().");
  }
}
