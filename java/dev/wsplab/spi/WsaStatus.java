package dev.wsplab.spi;

import java.util.HashMap;
import java.util.Map;

/**
 * Between the error of a finished request, which is a Winsock number, and the NTSTATUS that its
 * structure holds (sheet, 1.11). The one table for both directions.
 */
public final class WsaStatus {
  private static final int STATUS_RECEIVE_PARTIAL = 0x4000000F;
  private static final int STATUS_RECEIVE_EXPEDITED = 0x40000010;
  private static final int STATUS_RECEIVE_PARTIAL_EXPEDITED = 0x40000011;
  private static final int STATUS_PENDING = 0x103;
  private static final int CUSTOM_ERROR = 0xC0070000;

  /** Code, the status that is stored for it, then other statuses that read as it. */
  private static final int[][] ROWS = {
    {995, 0xC0000120},
    {10004, 0xC0000240},
    {10038, 0xC0000008, 0xC0000024},
    {
      10055,
      0xC000009A,
      0xC0000017,
      0xC0000044,
      0xC0000007,
      0xC000012D,
      0xC00000A1,
      0xC000013D,
      0xC0000209,
      0xC0000018,
      0xC0000097
    },
    {10048, 0xC000020A, 0xC0000043},
    {10049, 0xC0000207, 0xC0000141},
    {10060, 0xC00000B5, 0xC000013F},
    {10101, 0xC0000237},
    {10054, 0xC000020D, 0xC000013C, 0xC000013E, 0xC000020C, 0xC000023F},
    {10053, 0xC0000241, 0xC000013B, 0xC000020F},
    {10051, 0xC000023C, 0xC00000BE, 0xC000023E},
    {10065, 0xC000023D},
    {10040, 0x80000005, 0xC0000206},
    {10014, 0xC0000005, 0xC0000023, 0xC00002C5},
    {10035, 0xC00000A3, 0xC00000D0},
    {10050, 0xC00000C4, 0xC00000BF, 0xC00000C3, 0xC000000E, 0xC000000F, 0xC0000034, 0xC000003A},
    {10057, 0xC0000140},
    {10061, 0xC0000236, 0xC00000BC},
    {10058, 0xC00000B0},
    {10056, 0xC000023B},
    {10045, 0xC00000BB, 0xC0000002},
    {10013, 0xC0000022},
    {10022, 0xC000000D},
  };

  private static final Map<Integer, Integer> STATUS_OF_CODE = statusOfCode();
  private static final Map<Integer, Integer> CODE_OF_STATUS = codeOfStatus();

  private WsaStatus() {}

  private static Map<Integer, Integer> statusOfCode() {
    Map<Integer, Integer> map = new HashMap<>();
    for (int[] row : ROWS) {
      map.put(row[0], row[1]);
    }
    map.put(WsaError.WSA_INVALID_HANDLE.code(), 0xC0000008);
    map.put(WsaError.WSA_INVALID_PARAMETER.code(), 0xC000000D);
    return Map.copyOf(map);
  }

  private static Map<Integer, Integer> codeOfStatus() {
    Map<Integer, Integer> map = new HashMap<>();
    for (int[] row : ROWS) {
      for (int i = 1; i < row.length; i++) {
        map.put(row[i], row[0]);
      }
    }
    return Map.copyOf(map);
  }

  /**
   * {@return the status to store for a request that ends with this error (WPU-COMPLETE-21)} Never
   * 0x103 (NTS-MAP-1); an error without a status of its own becomes {@code 0xC0070000 | code}
   * (NTS-4).
   *
   * @param code Winsock or Win32 error, 0 for success
   */
  public static int statusOf(int code) {
    if (code == 0) {
      return 0;
    }
    Integer status = STATUS_OF_CODE.get(code);
    return status != null ? status : CUSTOM_ERROR | code & 0xFFFF;
  }

  /**
   * {@return the status of a receive that ended with success: the system has no other place for
   * what {@code *lpFlags} becomes (GOR-15)}
   *
   * @param flags of {@code MSG_OOB} and {@code MSG_PARTIAL}
   */
  public static int received(int flags) {
    boolean partial = (flags & Winsock2.MSG_PARTIAL) != 0;
    if ((flags & Winsock2.MSG_OOB) != 0) {
      return partial ? STATUS_RECEIVE_PARTIAL_EXPEDITED : STATUS_RECEIVE_EXPEDITED;
    }
    return partial ? STATUS_RECEIVE_PARTIAL : 0;
  }

  /**
   * {@return the flags that a final status tells: {@link #received} the other way round}
   *
   * @param ntStatus the low 32 bits of {@code Internal}
   */
  public static int flagsOf(int ntStatus) {
    return switch (ntStatus) {
      case STATUS_RECEIVE_EXPEDITED -> Winsock2.MSG_OOB;
      case STATUS_RECEIVE_PARTIAL -> Winsock2.MSG_PARTIAL;
      case STATUS_RECEIVE_PARTIAL_EXPEDITED -> Winsock2.MSG_OOB | Winsock2.MSG_PARTIAL;
      default -> 0;
    };
  }

  /**
   * {@return the Winsock error that a result query reads from a final status: 0 for success and
   * informational ones (WIN-41), {@code WSAEINVAL} for unknown warnings and errors (WIN-40), and
   * 996 while it is still 0x103}
   *
   * @param ntStatus the low 32 bits of {@code Internal}
   */
  public static int errorOf(int ntStatus) {
    if (ntStatus == STATUS_PENDING) {
      return WsaError.WSA_IO_INCOMPLETE.code();
    }
    if (ntStatus >= 0) {
      return 0;
    }
    if (ntStatus == (CUSTOM_ERROR | WsaError.WSA_IO_INCOMPLETE.code())) {
      return WsaError.WSA_IO_INCOMPLETE.code();
    }
    return CODE_OF_STATUS.getOrDefault(ntStatus, WsaError.WSAEINVAL.code());
  }
}
