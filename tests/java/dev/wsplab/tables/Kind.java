package dev.wsplab.tables;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** A kind of function, and which columns of docs/functions.md have a role in it. */
enum Kind {
  PROVIDER("Provider functions (WSP)", Column.LOOPBACK, Column.TCP, Column.LAYER),
  OWN_HANDLES("Upcalls of the non-IFS forms (WPU)", Column.LOOPBACK, Column.TCP, Column.LAYER),
  OWN_CONTEXT("Upcalls of non-IFS layers only (WPU)", Column.LAYER),
  SYSTEM_HANDLES("Upcalls of the IFS forms (WPU)", Column.LOOPBACK, Column.TCP, Column.LAYER),
  BASE("Upcalls of base providers only (WPU)", Column.LOOPBACK, Column.TCP),
  EVERYBODY("Upcalls of all our providers (WPU)", Column.LOOPBACK, Column.TCP, Column.LAYER),
  AT_HAND("Upcalls that none of our providers needs (WPU)", Column.LAYER),
  EXTENSION("Extension functions", Column.LOOPBACK, Column.TCP, Column.LAYER, Column.CLIENT),
  CATALOG("Catalog functions (WSC)", Column.CLIENT),
  WINSOCK("Winsock functions", Column.CLIENT),
  WIN32("Win32 functions", Column.CLIENT);

  private static final Map<String, Kind> UPCALLS =
      Map.ofEntries(
          Map.entry("WPUCloseEvent", AT_HAND),
          Map.entry("WPUCloseSocketHandle", OWN_HANDLES),
          Map.entry("WPUCreateEvent", AT_HAND),
          Map.entry("WPUCreateSocketHandle", OWN_HANDLES),
          Map.entry("WPUFDIsSet", AT_HAND),
          Map.entry("WPUGetProviderPath", AT_HAND),
          Map.entry("WPUModifyIFSHandle", SYSTEM_HANDLES),
          Map.entry("WPUPostMessage", EVERYBODY),
          Map.entry("WPUQueryBlockingCallback", BASE),
          Map.entry("WPUQuerySocketHandleContext", OWN_CONTEXT),
          Map.entry("WPUQueueApc", OWN_HANDLES),
          Map.entry("WPUResetEvent", EVERYBODY),
          Map.entry("WPUSetEvent", BASE),
          Map.entry("WPUOpenCurrentThread", EVERYBODY),
          Map.entry("WPUCloseThread", EVERYBODY),
          Map.entry("WPUCompleteOverlappedRequest", OWN_HANDLES));

  static final Set<String> EXTENSIONS =
      Set.of(
          "AcceptEx",
          "ConnectEx",
          "DisconnectEx",
          "GetAcceptExSockaddrs",
          "TransmitFile",
          "TransmitPackets",
          "WSARecvMsg",
          "WSASendMsg");

  private final String heading;
  private final Set<Column> columns;

  Kind(String heading, Column... columns) {
    this.heading = heading;
    this.columns = EnumSet.noneOf(Column.class);
    this.columns.addAll(Set.of(columns));
  }

  String heading() {
    return heading;
  }

  boolean hasRole(Column column) {
    return columns.contains(column);
  }

  static Kind of(String function) {
    if (EXTENSIONS.contains(function)) {
      return EXTENSION;
    }
    return switch (function.length() < 4 ? "" : function.substring(0, 3)) {
      case "WSP" -> PROVIDER;
      case "WPU" -> UPCALLS.get(function);
      case "WSC" -> CATALOG;
      case "WSA" -> WINSOCK;
      default -> FunctionNames.BERKELEY.contains(function) ? WINSOCK : WIN32;
    };
  }

  static Set<String> upcalls() {
    return UPCALLS.keySet();
  }
}
