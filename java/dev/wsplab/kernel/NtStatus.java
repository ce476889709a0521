package dev.wsplab.kernel;

/** NTSTATUS values that completions carry (sheet, 1.10), and what they mean in Win32. */
public enum NtStatus {
  /** {@code STATUS_SUCCESS}. */
  STATUS_SUCCESS(0x00000000),
  /** {@code STATUS_PENDING}. */
  STATUS_PENDING(0x00000103),
  /** {@code STATUS_BUFFER_OVERFLOW}. */
  STATUS_BUFFER_OVERFLOW(0x80000005),
  /** {@code STATUS_UNSUCCESSFUL}. */
  STATUS_UNSUCCESSFUL(0xC0000001),
  /** {@code STATUS_ACCESS_VIOLATION}. */
  STATUS_ACCESS_VIOLATION(0xC0000005),
  /** {@code STATUS_INVALID_HANDLE}. */
  STATUS_INVALID_HANDLE(0xC0000008),
  /** {@code STATUS_INVALID_PARAMETER}. */
  STATUS_INVALID_PARAMETER(0xC000000D),
  /** {@code STATUS_INSUFFICIENT_RESOURCES}. */
  STATUS_INSUFFICIENT_RESOURCES(0xC000009A),
  /** {@code STATUS_IO_TIMEOUT}. */
  STATUS_IO_TIMEOUT(0xC00000B5),
  /** {@code STATUS_NOT_SUPPORTED}. */
  STATUS_NOT_SUPPORTED(0xC00000BB),
  /** {@code STATUS_CANCELLED}. */
  STATUS_CANCELLED(0xC0000120),
  /** {@code STATUS_LOCAL_DISCONNECT}. */
  STATUS_LOCAL_DISCONNECT(0xC000013B),
  /** {@code STATUS_CONNECTION_DISCONNECTED}. */
  STATUS_CONNECTION_DISCONNECTED(0xC000020C),
  /** {@code STATUS_CONNECTION_RESET}. */
  STATUS_CONNECTION_RESET(0xC000020D),
  /** {@code STATUS_CONNECTION_REFUSED}. */
  STATUS_CONNECTION_REFUSED(0xC0000236),
  /** {@code STATUS_NETWORK_UNREACHABLE}. */
  STATUS_NETWORK_UNREACHABLE(0xC000023C),
  /** {@code STATUS_HOST_UNREACHABLE}. */
  STATUS_HOST_UNREACHABLE(0xC000023D),
  /** {@code STATUS_CONNECTION_ABORTED}. */
  STATUS_CONNECTION_ABORTED(0xC0000241);

  private final int value;

  NtStatus(int value) {
    this.value = value;
  }

  /** {@return the number} */
  public int value() {
    return value;
  }

  /**
   * {@return whether a status is success or informational: its signed value is at least 0 (NTS-3)}
   *
   * @param status the NTSTATUS
   */
  public static boolean isSuccess(int status) {
    return status >= 0;
  }

  /**
   * {@code RtlNtStatusToDosError}: total; 317 for what has no Win32 error (NTS-1, NTS-4). The table
   * is the shim's.
   *
   * @param status the NTSTATUS
   * @return the Win32 error number
   */
  public static int toWin32(int status) {
    return Kernel.get().win32Of(status);
  }
}
