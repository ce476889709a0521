package dev.wsplab.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The 628 bytes of a {@code WSAPROTOCOL_INFOW}, the same in 32-bit and 64-bit processes (sheet,
 * 1.4).
 */
public final class ProtocolInfoLayout {
  private static final int PROVIDER_FLAGS = 16;
  private static final int PROVIDER_ID = 20;
  private static final int CATALOG_ENTRY_ID = 36;
  private static final int CHAIN_LENGTH = 40;
  private static final int CHAIN_ENTRIES = 44;
  private static final int VERSION = 72;
  private static final int NAME = 116;

  private ProtocolInfoLayout() {}

  /**
   * {@return the bytes of an entry; reserved members are 0}
   *
   * @param info what to lay out
   */
  public static byte[] toBytes(ProtocolInfo info) {
    ByteBuffer out = ByteBuffer.allocate(ProtocolInfo.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0, info.serviceFlags1()).putInt(PROVIDER_FLAGS, info.providerFlags());
    out.put(PROVIDER_ID, info.providerId().toBytes());
    out.putInt(CATALOG_ENTRY_ID, info.catalogEntryId());
    out.putInt(CHAIN_LENGTH, info.chainLength());
    for (int i = 0; i < info.chainLength(); i++) {
      out.putInt(CHAIN_ENTRIES + Integer.BYTES * i, info.chain().get(i));
    }
    out.position(VERSION);
    out.putInt(info.version()).putInt(info.addressFamily());
    out.putInt(info.maxSockAddr()).putInt(info.minSockAddr());
    out.putInt(info.socketType()).putInt(info.protocol()).putInt(info.protocolMaxOffset());
    out.putInt(info.networkByteOrder()).putInt(info.securityScheme());
    out.putInt(info.messageSize()).putInt(info.providerReserved());
    for (int i = 0; i < info.name().length(); i++) {
      out.putChar(NAME + Character.BYTES * i, info.name().charAt(i));
    }
    return out.array();
  }

  /**
   * Reads an entry.
   *
   * @param bytes 628 bytes
   * @return the entry
   * @throws IllegalArgumentException when the length is another, or the chain is longer than 7
   */
  public static ProtocolInfo fromBytes(byte[] bytes) {
    if (bytes.length != ProtocolInfo.SIZE) {
      throw new IllegalArgumentException(
          "bytes.length=" + bytes.length + ": a WSAPROTOCOL_INFOW has 628 bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] id = new byte[Guid.SIZE];
    in.get(PROVIDER_ID, id);
    int at = VERSION;
    return new ProtocolInfo(
        in.getInt(0),
        in.getInt(PROVIDER_FLAGS),
        Guid.fromBytes(id),
        in.getInt(CATALOG_ENTRY_ID),
        chain(in),
        in.getInt(at),
        in.getInt(at + 4),
        in.getInt(at + 8),
        in.getInt(at + 12),
        in.getInt(at + 16),
        in.getInt(at + 20),
        in.getInt(at + 24),
        in.getInt(at + 28),
        in.getInt(at + 32),
        in.getInt(at + 36),
        in.getInt(at + 40),
        name(in));
  }

  private static List<Integer> chain(ByteBuffer in) {
    int length = in.getInt(CHAIN_LENGTH);
    if (length < 0 || length > Winsock2.MAX_PROTOCOL_CHAIN) {
      throw new IllegalArgumentException("ChainLen=" + length + ": 0 to 7");
    }
    List<Integer> chain = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      chain.add(in.getInt(CHAIN_ENTRIES + Integer.BYTES * i));
    }
    return chain;
  }

  private static String name(ByteBuffer in) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < ProtocolInfo.MAX_NAME; i++) {
      char c = in.getChar(NAME + Character.BYTES * i);
      if (c == 0) {
        break;
      }
      name.append(c);
    }
    return name.toString();
  }
}
