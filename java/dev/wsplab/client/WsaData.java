package dev.wsplab.client;

import com.sun.jna.Native;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.spi.Winsock2;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * {@code WSADATA}, what {@code WSAStartup} tells of itself.
 *
 * <pre>
 *           wVersion  wHighVersion  szDescription  szSystemStatus  iMaxSockets  iMaxUdpDg  lpVendorInfo
 *  64 bit          0             2             16             273            4          6             8
 *  32 bit          0             2              4             261          390        392           396
 * </pre>
 *
 * <p>The two texts have room for 256 and 128 characters and their zero. {@code iMaxSockets}, {@code
 * iMaxUdpDg} and {@code lpVendorInfo} are 0: they count for version 1.1 alone.
 */
public final class WsaData {
  /** Its size in this process. */
  public static final int SIZE = Native.POINTER_SIZE == 8 ? 408 : 400;

  private static final int DESCRIPTION = Native.POINTER_SIZE == 8 ? 16 : 4;
  private static final int STATUS = DESCRIPTION + 257;

  private WsaData() {}

  /** Writes it; false when that cannot be. */
  static boolean write(GuardedMemory memory, long address) {
    ByteBuffer data = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort(0, (short) Winsock2.VERSION_2_2);
    data.putShort(2, (short) Winsock2.VERSION_2_2);
    data.put(DESCRIPTION, "wsplab".getBytes(StandardCharsets.US_ASCII));
    data.put(STATUS, "Running".getBytes(StandardCharsets.US_ASCII));
    try {
      memory.write(data.array(), 0, SIZE, address);
      return true;
    } catch (AccessViolationException e) {
      return false;
    }
  }
}
