package dev.wsplab.kernel;

/**
 * A handle: a name of an object of the shim. Each kind is a type of its own, so that mixing them up
 * does not compile. The value is a multiple of 4, above 0 and below 2^31, unique in the process,
 * and not reused soon after it was closed.
 */
public sealed interface Handle permits SocketHandle, PortHandle, EventHandle, ThreadHandle {
  /** {@return the value, as C would pass it} */
  long value();
}
