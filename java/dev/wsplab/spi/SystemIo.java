package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The I/O manager's part in the life of a system (IFS) handle, for base providers: where Windows'
 * own provider calls the kernel, ours call this. The WIN facts hold. Thread-safe.
 */
public interface SystemIo {
  /**
   * Makes a system handle; the provider then passes it through {@code WPUModifyIFSHandle}
   * (WPU-GEN-5).
   *
   * @param catalogEntryId the entry that the socket was made for
   * @param overlapped whether the socket has the overlapped attribute (WSP-SOCKET-2)
   * @return the handle; {@code WSAENOBUFS}, {@code WSAEINVAL} for an entry that there is not
   */
  SocketResult createHandle(int catalogEntryId, boolean overlapped);

  /**
   * Makes one more name of a system socket: association, key, notification modes and what is
   * pending belong to the socket, not to the name (WIN-23). The provider may pass it through {@code
   * WPUModifyIFSHandle}.
   *
   * @param s a system handle
   * @return the name; {@code WSAENOTSOCK}, {@code WSAENOBUFS}
   */
  SocketResult duplicateHandle(SocketHandle s);

  /**
   * Closes one name of a system socket that has others. When it is the only one nothing happens,
   * and the provider closes the socket itself (WSP-CLOSE-7).
   *
   * @param s the name to close
   * @return whether it was closed
   */
  boolean closeName(SocketHandle s);

  /**
   * {@return the handle that {@link #createHandle} made for this socket, which stands for the
   * socket in every call here, also when that name has been closed; null when it is no system
   * handle}
   *
   * @param s any handle
   */
  @Nullable SocketHandle firstName(SocketHandle s);

  /**
   * Closes a system socket, with its last name. Pending operations are the provider's to complete.
   *
   * @param s the handle that {@link #createHandle} made
   * @return success, or {@code WSAENOTSOCK}
   */
  CallResult closeHandle(SocketHandle s);

  /**
   * {@return whether the handle is associated with a completion port: then routines are refused
   * (WIN-18)}
   *
   * @param s a system handle
   */
  boolean isAssociated(SocketHandle s);

  /**
   * An operation starts, all checks passed (DEC-11): sets aside what its completion needs, resets
   * its event unless it has a routine (WIN-44, WIN-45), stores {@code Internal = 0x103} and leaves
   * {@code InternalHigh} alone (WIN-32). From now on it belongs to the calling thread, whose end
   * cancels it (WIN-52).
   *
   * @param s a system handle of the provider
   * @param overlapped the client's structure; from here on the operation's
   * @param routine the completion routine, or null
   * @param cancel asks the provider to end the operation with STATUS_CANCELLED if it still waits;
   *     called from any thread, also before the starting call has returned and after the operation
   *     has ended; null for one that cannot be cancelled
   * @return 0; or {@code WSAENOTSOCK}, {@code WSAENOBUFS}, {@code WSA_INVALID_HANDLE} for an {@code
   *     hEvent} that is no event of this environment, {@code WSAEFAULT} for a structure that cannot
   *     be written: then nothing was started
   */
  int begin(
      SocketHandle s,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Runnable cancel);

  /**
   * An operation that had begun failed before its starting call returned: no indication comes;
   * {@code Internal} gets the status so that nobody takes it for pending.
   *
   * @param s as of {@link #begin}
   * @param overlapped as of {@link #begin}; the client's again
   * @param ntStatus the status of the failure, never 0x103
   */
  void abandon(SocketHandle s, Overlapped overlapped, int ntStatus);

  /**
   * An operation has finished: stores its result and indicates it as its client chose (WIN-20,
   * WIN-28, WIN-30, WIN-33). The structure's {@code Offset} and {@code OffsetHigh} stay the
   * client's (GOR-15).
   *
   * @param completion the end of an operation that {@link #begin} has let start, each once
   */
  void complete(SystemCompletion completion);

  /**
   * How an operation ended.
   *
   * @param socket its handle
   * @param overlapped its structure
   * @param ntStatus final status: never 0x103; all that a result query finds ({@link
   *     WsaStatus#received})
   * @param bytes byte count
   * @param flags what the routine is given
   * @param returnedSuccess whether the starting call itself returns success; only then does
   *     FILE_SKIP_COMPLETION_PORT_ON_SUCCESS suppress the packet (WIN-28)
   * @param routine its completion routine, or null
   * @param threadId the thread that runs the routine; ignored without one
   */
  record SystemCompletion(
      SocketHandle socket,
      Overlapped overlapped,
      int ntStatus,
      long bytes,
      int flags,
      boolean returnedSuccess,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {}
}
