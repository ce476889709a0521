package dev.wsplab.conformance;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ContextResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.Set;

/** Catalog, start-up and end. */
final class StartupScenarios {
  private static final int FROM_PROTOCOL_INFO = -1;
  private static final int VERSION_1_0 = 0x0001;
  private static final int VERSION_3_2 = 0x0203;

  private StartupScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new NamedScenario("start/table", Set.of(Check.TABLE_COMPLETE), StartupScenarios::table),
        new NamedScenario(
            "start/version",
            Set.of(Check.VERSION, Check.VERSION_TOO_LOW),
            StartupScenarios::version),
        new NamedScenario(
            "start/counted",
            Set.of(Check.STARTS_COUNTED, Check.START_REFUSED),
            StartupScenarios::counted),
        new NamedScenario("start/again", Set.of(Check.STARTS_AGAIN), StartupScenarios::again),
        new NamedScenario(
            "start/silent-cleanup", Set.of(Check.SILENT_CLEANUP), StartupScenarios::silentCleanup),
        new NamedScenario(
            "catalog/flag-and-handles",
            Set.of(Check.FLAG_FITS_HANDLES),
            StartupScenarios::flagAndHandles),
        new NamedScenario("catalog/entries", Set.of(Check.ENTRIES_WORK), StartupScenarios::entries),
        new NamedScenario(
            "catalog/wildcards", Set.of(Check.WILDCARDS), StartupScenarios::wildcards));
  }

  private static void check(World w, Check check, boolean isWell, String expected, Object seen) {
    w.findings().check(check, isWell, expected, String.valueOf(seen));
  }

  /** The start-up of the provider under test, which a socket brings about. */
  private static StartupCapture.Startup started(World w) {
    SocketResult made =
        w.ws2().socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP);
    if (made.errno() == WsaError.WSAEPROVIDERFAILEDINIT.code()) {
      throw new PreparationException(
          Check.START_REFUSED, "WSASocket gives " + Calls.describe(made.errno()));
    }
    // For any other reason there need not be a socket here.
    return w.startup().topmost();
  }

  private static StartupResult start(StartupCapture.Startup s, int version) {
    return s.provider().wspStartup(version, s.info(), s.upcalls(), s.exports());
  }

  private static void table(World w) {
    StartupCapture.Startup first = started(w);
    StartupResult again = start(first, Winsock2.VERSION_2_2);
    ServiceProvider given = again.procTable();
    boolean complete = given != null && given.missingFunctions().isEmpty();
    check(
        w,
        Check.TABLE_COMPLETE,
        again.error() == 0 && complete,
        "thirty entries",
        given == null ? "no table, error " + again.error() : given.missingFunctions());
    if (again.error() == 0) {
      first.provider().wspCleanup();
    }
  }

  private static void version(World w) {
    StartupCapture.Startup first = started(w);
    StartupResult newer = start(first, VERSION_3_2);
    boolean negotiated =
        newer.error() == 0
            && newer.version() == newer.highVersion()
            && newer.version() != VERSION_3_2;
    check(
        w,
        Check.VERSION,
        negotiated,
        "its highest version, as both, when 3.2 is asked for",
        text(newer));
    StartupResult older = start(first, VERSION_1_0);
    boolean refused = older.error() == WsaError.WSAVERNOTSUPPORTED.code();
    boolean lowered = older.error() == 0 && older.version() == VERSION_1_0;
    check(
        w,
        Check.VERSION_TOO_LOW,
        refused || lowered,
        "WSAVERNOTSUPPORTED, or version 1.0, when 1.0 is asked for",
        text(older));
    for (StartupResult result : List.of(newer, older)) {
      if (result.error() == 0) {
        first.provider().wspCleanup();
      }
    }
  }

  private static String text(StartupResult r) {
    return r.error() != 0
        ? Calls.describe(r.error())
        : String.format("version 0x%04x, highest 0x%04x", r.version(), r.highVersion());
  }

  private static void counted(World w) {
    StartupCapture.Startup first = started(w);
    StartupResult second = start(first, Winsock2.VERSION_2_2);
    check(w, Check.STARTS_COUNTED, second.error() == 0, "a second success", second.error());
    int ended = first.provider().wspCleanup().errno();
    String socket = socketOrFault(w);
    check(
        w,
        Check.STARTS_COUNTED,
        ended == 0 && socket.isEmpty(),
        "a socket after one of two cleanups",
        socket);
  }

  /** Empty when there is a socket, else why there is none. */
  private static String socketOrFault(World w) {
    try {
      SocketResult made =
          w.ws2().socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP);
      return made.succeeded() ? "" : Calls.describe(made.errno());
    } catch (RuntimeException e) {
      return e.toString(); // a provider that has ended may do anything
    }
  }

  private static void again(World w) {
    SocketHandle before = Calls.stream(w);
    w.ws2().closesocket(before);
    Calls.ok("WSACleanup", w.ws2().wsaCleanup());
    Calls.ok("WSAStartup", w.ws2().wsaStartup(Winsock2.VERSION_2_2));
    String after = socketOrFault(w);
    check(w, Check.STARTS_AGAIN, after.isEmpty(), "a socket", after);
  }

  private static void silentCleanup(World w) {
    PairActs.Pair pair = PairActs.Pair.make(w);
    EventHandle event = w.kernel32().createEvent(true, false);
    PortHandle port = w.kernel32().createIoCompletionPort(pair.mine(), null, 1, 0).orThrow();
    Overlapped overlapped = w.overlapped();
    overlapped.storeEvent(event.value());
    WsaBuffers room = WsaBuffers.of(w.block(Calls.ROOM));
    TransferResult started = w.ws2().wsaRecv(pair.mine(), room, 0, overlapped, null);
    Calls.ok("WSARecv", started.started() ? 0 : started.errno());
    w.end();
    check(
        w,
        Check.SILENT_CLEANUP,
        !overlapped.isPending(),
        "a final status after WSACleanup",
        "0x" + Integer.toHexString(overlapped.internal()));
    check(w, Check.SILENT_CLEANUP, !w.isSignalled(event), "a nonsignalled event", "signalled");
    boolean packet = w.kernel32().getQueuedCompletionStatus(port, 0).taken();
    check(w, Check.SILENT_CLEANUP, !packet, "no packet", "a packet");
  }

  /** Winsock has a context for handles of WPUCreateSocketHandle alone (WPU-CTX-2). */
  private static void flagAndHandles(World w) {
    SocketHandle s = Calls.stream(w);
    ContextResult context = w.startup().topmost().upcalls().wpuQuerySocketHandleContext(s);
    boolean own = context.returnValue() == 0;
    check(
        w,
        Check.FLAG_FITS_HANDLES,
        own != w.isIfs(),
        w.isIfs() ? "a system handle" : "a handle of WPUCreateSocketHandle",
        own ? "a handle of WPUCreateSocketHandle" : "a system handle");
  }

  private static void entries(World w) {
    for (ProtocolInfo entry : clientEntries(w)) {
      SocketResult made =
          w.ws2()
              .wsaSocket(
                  entry.addressFamily(),
                  entry.socketType(),
                  entry.protocol(),
                  entry,
                  0,
                  Winsock2.WSA_FLAG_OVERLAPPED);
      // A machine without IPv6 is not the provider's fault.
      boolean noFamily = made.errno() == WsaError.WSAEAFNOSUPPORT.code();
      check(
          w,
          Check.ENTRIES_WORK,
          made.succeeded() || noFamily,
          "a socket of '" + entry.name() + "'",
          made);
    }
  }

  private static void wildcards(World w) {
    ProtocolInfo entry = clientEntries(w).get(0);
    SocketResult made =
        w.ws2()
            .wsaSocket(
                FROM_PROTOCOL_INFO,
                FROM_PROTOCOL_INFO,
                FROM_PROTOCOL_INFO,
                entry,
                0,
                Winsock2.WSA_FLAG_OVERLAPPED);
    check(w, Check.WILDCARDS, made.succeeded(), "a socket of '" + entry.name() + "'", made);
  }

  /** The topmost provider's entries that clients may use. */
  private static List<ProtocolInfo> clientEntries(World w) {
    List<ProtocolInfo> all =
        w.winsock().catalog().entries().stream().filter(e -> !e.isLayer()).toList();
    return all.stream().filter(e -> e.providerId().equals(all.get(0).providerId())).toList();
  }
}
