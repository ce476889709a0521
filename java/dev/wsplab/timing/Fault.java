package dev.wsplab.timing;

import dev.wsplab.spi.WsaError;

/**
 * One call that a {@link FaultPlan} has made fail.
 *
 * @param number its number among the faults of its plan, from 1
 * @param provider the provider whose function it was, or that made the upcall, by its path in the
 *     catalog
 * @param function {@code WSPRecv}, {@code WPUCreateEvent}
 * @param call which of the provider's calls of this function it was, from 1; calls during which the
 *     plan was suspended are not counted
 * @param socket value of the socket's handle, 0 for a function without one and for upcalls
 * @param error what it failed with, 0 for a function that fails without an error
 * @param thread name of the thread that called
 */
public record Fault(
    long number,
    String provider,
    String function,
    long call,
    long socket,
    int error,
    String thread) {
  /** Returns {@code fault 1: WSPRecv, call 3 of java:Base, on socket 8: WSAENOBUFS (10055)}. */
  @Override
  public String toString() {
    return "fault "
        + number
        + ": "
        + function
        + ", call "
        + call
        + " of "
        + provider
        + (socket == 0 ? "" : ", on socket " + socket)
        + ": "
        + (error == 0 ? "failure without an error" : WsaError.nameOf(error));
  }
}
