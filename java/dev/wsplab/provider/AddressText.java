package dev.wsplab.provider;

import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The text forms of IPv4 and IPv6 addresses: {@code 192.0.2.1:80} and {@code [fe80::1%3]:80}, the
 * port left out with its colon (and the brackets) when it is 0. Names are never looked up.
 */
final class AddressText {
  private static final Pattern IPV4 = Pattern.compile("([0-9.]+)(?::([0-9]{1,5}))?");
  private static final Pattern IPV6 = Pattern.compile("([0-9a-fA-F:.]+)(?:%([0-9]{1,10}))?");
  private static final Pattern IPV6_PORT = Pattern.compile("\\[([^\\]]+)\\](?::([0-9]{1,5}))?");
  private static final int GROUPS = 8;

  private AddressText() {}

  /** {@code WSPAddressToString}. */
  static TextResult format(Sockaddr address) {
    int family = address.family();
    if (family != Winsock2.AF_INET && family != Winsock2.AF_INET6) {
      return TextResult.failed(WsaError.WSAEINVAL);
    }
    if (!address.isInternet()) {
      return TextResult.failed(WsaError.WSAEFAULT);
    }
    byte[] bytes = address.bytes();
    return TextResult.of(
        family == Winsock2.AF_INET ? formatIpv4(bytes, address) : formatIpv6(bytes, address));
  }

  /** {@code WSPStringToAddress}. */
  static AddressResult parse(String text, int family) {
    Sockaddr parsed =
        switch (family) {
          case Winsock2.AF_INET -> parseIpv4(text);
          case Winsock2.AF_INET6 -> parseIpv6(text);
          default -> null;
        };
    return parsed == null ? AddressResult.failed(WsaError.WSAEINVAL) : AddressResult.of(parsed);
  }

  private static String formatIpv4(byte[] bytes, Sockaddr address) {
    String host = dotted(bytes, 4);
    return address.port() == 0 ? host : host + ":" + address.port();
  }

  private static String formatIpv6(byte[] bytes, Sockaddr address) {
    ByteBuffer view = ByteBuffer.wrap(bytes);
    long scope = Integer.toUnsignedLong(view.order(ByteOrder.LITTLE_ENDIAN).getInt(24));
    String host = groups(view.order(ByteOrder.BIG_ENDIAN)) + (scope == 0 ? "" : "%" + scope);
    return address.port() == 0 ? host : "[" + host + "]:" + address.port();
  }

  private static String dotted(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        + "."
        + (bytes[at + 1] & 0xFF)
        + "."
        + (bytes[at + 2] & 0xFF)
        + "."
        + (bytes[at + 3] & 0xFF);
  }

  /** The longest run of zero groups, if two or more, becomes {@code ::} (RFC 5952). */
  private static String groups(ByteBuffer sockaddr) {
    int[] group = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      group[i] = sockaddr.getShort(8 + 2 * i) & 0xFFFF;
    }
    int start = longestZeroRun(group);
    int end = start < 0 ? -1 : zeroRunEnd(group, start);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i = end - 1;
      } else {
        text.append(i == 0 || i == end ? "" : ":").append(Integer.toHexString(group[i]));
      }
    }
    return text.toString();
  }

  private static int longestZeroRun(int[] group) {
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = zeroRunEnd(group, i) - i;
      if (length > bestLength) {
        best = i;
        bestLength = length;
      }
    }
    return best;
  }

  private static int zeroRunEnd(int[] group, int start) {
    int end = start;
    while (end < GROUPS && group[end] == 0) {
      end++;
    }
    return end;
  }

  private static @Nullable Sockaddr parseIpv4(String text) {
    Matcher matcher = IPV4.matcher(text);
    byte[] host = matcher.matches() ? ipv4Bytes(group(matcher, 1)) : null;
    int port = host == null ? -1 : port(matcher.group(2));
    if (host == null || port < 0) {
      return null;
    }
    ByteBuffer out = sockaddr(Winsock2.AF_INET, Sockaddr.IPV4_SIZE, port);
    out.put(host);
    return Sockaddr.ofBytes(out.array());
  }

  private static @Nullable Sockaddr parseIpv6(String text) {
    Matcher withPort = IPV6_PORT.matcher(text);
    boolean bracketed = withPort.matches();
    Matcher matcher = IPV6.matcher(bracketed ? group(withPort, 1) : text);
    byte[] host = matcher.matches() ? ipv6Bytes(group(matcher, 1)) : null;
    int port = bracketed ? port(withPort.group(2)) : 0;
    if (host == null || port < 0) {
      return null;
    }
    String scope = matcher.group(2);
    ByteBuffer out = sockaddr(Winsock2.AF_INET6, Sockaddr.IPV6_SIZE, port);
    out.putInt(0).put(host).putInt(scope == null ? 0 : (int) Long.parseLong(scope));
    return Sockaddr.ofBytes(out.array());
  }

  private static String group(Matcher matcher, int index) {
    String found = matcher.group(index);
    return found == null ? "" : found;
  }

  private static ByteBuffer sockaddr(int family, int size, int port) {
    return ByteBuffer.allocate(size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) family)
        .put((byte) (port >>> 8))
        .put((byte) port);
  }

  /** 0 to 65535; 0 when there is none, -1 when it is too large. */
  private static int port(@Nullable String digits) {
    int port = digits == null ? 0 : Integer.parseInt(digits);
    return port > 0xFFFF ? -1 : port;
  }

  private static byte @Nullable [] ipv4Bytes(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      if (parts[i].isEmpty() || parts[i].length() > 3 || Integer.parseInt(parts[i]) > 255) {
        return null;
      }
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return bytes;
  }

  private static byte @Nullable [] ipv6Bytes(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] all = groupBytes(text);
      return all != null && all.length == 16 ? all : null;
    }
    byte[] head = groupBytes(text.substring(0, gap));
    byte[] tail = groupBytes(text.substring(gap + 2));
    if (head == null || tail == null || head.length + tail.length > 14) {
      return null;
    }
    byte[] bytes = Arrays.copyOf(head, 16);
    System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
    return bytes;
  }

  /**
   * The bytes of groups between colons, the last of which may be a dotted IPv4 address; null when
   * there is a fault.
   */
  private static byte @Nullable [] groupBytes(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    ByteBuffer out = ByteBuffer.allocate(2 * parts.length + 4);
    for (int i = 0; i < parts.length; i++) {
      byte[] ipv4 = i == parts.length - 1 ? ipv4Bytes(digitsOnly(parts[i])) : null;
      if (ipv4 != null) {
        out.put(ipv4);
      } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
        out.putShort((short) Integer.parseInt(parts[i], 16));
      } else {
        return null;
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static String digitsOnly(String part) {
    return part.matches("[0-9.]+") ? part : "";
  }
}
