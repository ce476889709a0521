package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.OverlappedResultRules;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The handles of a base provider's sockets, and how what is pending on them is begun and told: by
 * the system for system (IFS) handles, by the {@code WPU} functions for the provider's own.
 * Thread-safe.
 */
interface SocketIo {
  /** Makes a handle for a socket of this entry. */
  SocketResult createHandle(int catalogEntryId, boolean overlapped);

  /**
   * Makes one more name of a socket, or a handle that can become one (WSP-DUP-1).
   *
   * @param catalogEntryId that of the socket
   */
  SocketResult duplicateHandle(SocketHandle s, int catalogEntryId);

  /** Gives a duplicate out. */
  SocketResult handOut(SocketHandle duplicate, int catalogEntryId);

  /** Closes one name of a socket that has others; false when it is the only one. */
  boolean closeName(SocketHandle s);

  /** The handle that a name stands for; null when there is none. */
  @Nullable SocketHandle firstName(SocketHandle s);

  /** Closes a socket's handle; what was pending has been told. */
  void closeHandle(SocketHandle s);

  /**
   * An operation starts, all checks passed (DEC-11).
   *
   * @param cancel asks for its end if it still waits; null for one that cannot be cancelled
   * @return 0, or the error: then nothing was started
   */
  int begin(
      SocketHandle s,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Runnable cancel);

  /** It failed in its starting call: no indication comes. */
  void abandon(SocketHandle s, Overlapped overlapped, int error);

  /** It has ended: its client is told as it chose. */
  void complete(Completion completion);

  /** The provider ends with it pending: the result is stored, and nobody is told (DEC-13). */
  void endSilently(SocketHandle s, Overlapped overlapped);

  /** How a result query of these handles reads the structure. */
  OverlappedResultRules results();

  /** The provider ends. */
  void close();

  /**
   * How an operation ended.
   *
   * @param socket its handle
   * @param overlapped its structure
   * @param outcome error, bytes and flags
   * @param atOnce whether the starting call itself returns this outcome
   * @param routine its completion routine, or null
   * @param threadId the thread that runs the routine
   */
  record Completion(
      SocketHandle socket,
      Overlapped overlapped,
      Outcome outcome,
      boolean atOnce,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {}
}
