package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * By which of its names a client has called a socket, and how it wants to be told.
 *
 * @param name the handle that the operation belongs to: a port is associated with this one
 */
record ClientCall(
    SocketHandle name,
    @Nullable Overlapped overlapped,
    @Nullable CompletionRoutine routine,
    @Nullable ThreadId threadId) {
  /** Without a routine. */
  static ClientCall of(SocketHandle name, @Nullable Overlapped overlapped) {
    return new ClientCall(name, overlapped, null, null);
  }

  /** Of an extension function that may have a routine, which runs in the thread that calls. */
  static ClientCall of(
      SocketHandle name, @Nullable Overlapped overlapped, @Nullable CompletionRoutine routine) {
    return new ClientCall(name, overlapped, routine, null);
  }
}
