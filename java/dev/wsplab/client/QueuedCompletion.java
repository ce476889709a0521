package dev.wsplab.client;

import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What {@code GetQueuedCompletionStatus} returns (sheet, 5.3).
 *
 * @param returnValue TRUE: a packet of success. FALSE with an overlapped: a packet of a failed
 *     request. FALSE without: no packet was taken (IOCP-GQCS-1)
 * @param error {@code GetLastError} when FALSE: the request's error as Win32 number, or 258, 735, 6
 * @param key completion key; counts only when a packet was taken
 * @param overlapped address that the packet carries, verbatim; 0 when none was taken, or for a
 *     posted packet without one
 * @param bytes byte count; counts only when a packet was taken
 * @param status the NTSTATUS that the packet was queued with
 * @param taken whether a packet was taken
 */
public record QueuedCompletion(
    boolean returnValue,
    int error,
    long key,
    long overlapped,
    int bytes,
    int status,
    boolean taken) {

  static QueuedCompletion nothing(int error) {
    return new QueuedCompletion(false, error, 0, 0, 0, 0, false);
  }

  static QueuedCompletion packet(long key, long overlapped, int status, int bytes) {
    boolean success = NtStatus.isSuccess(status); // NTS-3, WIN-21
    int error = success ? 0 : NtStatus.toWin32(status);
    return new QueuedCompletion(success, error, key, overlapped, bytes, status, true);
  }

  /** {@return a view of the structure, or null when the packet carries none} */
  public @Nullable Overlapped structure() {
    return overlapped == 0 ? null : Overlapped.at(overlapped);
  }

  /** Returns addresses and status in hexadecimal, and the error by name. */
  @Override
  public String toString() {
    if (!taken) {
      return "QueuedCompletion[nothing taken: " + Win32Error.describe(error) + "]";
    }
    return String.format(
        "QueuedCompletion[key=0x%x overlapped=0x%x bytes=%s status=0x%08x%s]",
        key,
        overlapped,
        Integer.toUnsignedString(bytes),
        status,
        returnValue ? "" : " " + Win32Error.describe(error));
  }
}
