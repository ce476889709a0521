package dev.wsplab.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of bits in Winsock's numbers, for messages: {@code "FD_READ|FD_CLOSE"}. */
public final class FlagNames {
  private static final Map<Integer, String> NETWORK_EVENTS =
      ordered(
          Map.entry(Winsock2.FD_READ, "FD_READ"),
          Map.entry(Winsock2.FD_WRITE, "FD_WRITE"),
          Map.entry(Winsock2.FD_OOB, "FD_OOB"),
          Map.entry(Winsock2.FD_ACCEPT, "FD_ACCEPT"),
          Map.entry(Winsock2.FD_CONNECT, "FD_CONNECT"),
          Map.entry(Winsock2.FD_CLOSE, "FD_CLOSE"),
          Map.entry(Winsock2.FD_QOS, "FD_QOS"),
          Map.entry(Winsock2.FD_GROUP_QOS, "FD_GROUP_QOS"),
          Map.entry(Winsock2.FD_ROUTING_INTERFACE_CHANGE, "FD_ROUTING_INTERFACE_CHANGE"),
          Map.entry(Winsock2.FD_ADDRESS_LIST_CHANGE, "FD_ADDRESS_LIST_CHANGE"));

  private static final Map<Integer, String> MESSAGE =
      ordered(
          Map.entry(Winsock2.MSG_OOB, "MSG_OOB"),
          Map.entry(Winsock2.MSG_PEEK, "MSG_PEEK"),
          Map.entry(Winsock2.MSG_DONTROUTE, "MSG_DONTROUTE"),
          Map.entry(Winsock2.MSG_WAITALL, "MSG_WAITALL"),
          Map.entry(Winsock2.MSG_PUSH_IMMEDIATE, "MSG_PUSH_IMMEDIATE"),
          Map.entry(Winsock2.MSG_TRUNC, "MSG_TRUNC"),
          Map.entry(Winsock2.MSG_CTRUNC, "MSG_CTRUNC"),
          Map.entry(Winsock2.MSG_PARTIAL, "MSG_PARTIAL"));

  private static final Map<Integer, String> POLL =
      ordered(
          Map.entry(PollFd.POLLERR, "POLLERR"),
          Map.entry(PollFd.POLLHUP, "POLLHUP"),
          Map.entry(PollFd.POLLNVAL, "POLLNVAL"),
          Map.entry(PollFd.POLLWRNORM, "POLLWRNORM"),
          Map.entry(PollFd.POLLWRBAND, "POLLWRBAND"),
          Map.entry(PollFd.POLLRDNORM, "POLLRDNORM"),
          Map.entry(PollFd.POLLRDBAND, "POLLRDBAND"));

  private FlagNames() {}

  /**
   * Names {@code FD_*} bits; unknown ones in hexadecimal, none as {@code "0"}.
   *
   * @param events {@code FD_*} bits
   * @return the names with bars between them; bits without a name as a number
   */
  public static String ofNetworkEvents(int events) {
    return named(NETWORK_EVENTS, events);
  }

  /**
   * Names {@code MSG_*} bits; unknown ones in hexadecimal, none as {@code "0"}.
   *
   * @param flags {@code MSG_*} bits
   * @return the names with bars between them; bits without a name as a number
   */
  public static String ofMessage(int flags) {
    return named(MESSAGE, flags);
  }

  /**
   * Names {@code POLL*} bits; unknown ones in hexadecimal, none as {@code "0"}.
   *
   * @param events {@code POLL*} bits
   * @return the names with bars between them; bits without a name as a number
   */
  public static String ofPoll(int events) {
    return named(POLL, events);
  }

  private static String named(Map<Integer, String> names, int bits) {
    List<String> found = new ArrayList<>();
    int unnamed = bits;
    for (Map.Entry<Integer, String> name : names.entrySet()) {
      if ((bits & name.getKey()) != 0) {
        found.add(name.getValue());
        unnamed &= ~name.getKey();
      }
    }
    if (unnamed != 0) {
      found.add("0x" + Integer.toHexString(unnamed));
    }
    return found.isEmpty() ? "0" : String.join("|", found);
  }

  @SafeVarargs
  private static Map<Integer, String> ordered(Map.Entry<Integer, String>... names) {
    Map<Integer, String> all = new LinkedHashMap<>();
    for (Map.Entry<Integer, String> name : names) {
      all.put(name.getKey(), name.getValue());
    }
    return all;
  }
}
