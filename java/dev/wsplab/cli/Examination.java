package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.cli.DoctorCommand.Finding;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.ShimLoadException;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.WsaBuffers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at a machine, the things it takes first. */
final class Examination {
  private static final int ASKS_FOR_ACCESS = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  private final Machine machine;
  private volatile String at = "Java";

  Examination(Machine machine) {
    this.machine = machine;
  }

  /** What is looked at now, or was at last. */
  String at() {
    return at;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(nativeAccess());
    Finding shim = shim();
    findings.add(shim);
    if (shim.state() == Finding.State.OK) {
      findings.add(guard());
      findings.add(
          completion("completion in memory", Winsock.builder().base(LoopbackProvider.create())));
      findings.add(
          completion(
              "completion over sockets", Winsock.builder().base(TcpProvider.loopbackOnly())));
    }
    for (BuildTool tool : BuildTool.values()) {
      if (tool.isNeededOn(machine)) {
        begin(tool.what());
        findings.add(tool.lookAt(machine));
      }
    }
    findings.add(
        program(
            "browser",
            List.of(
                "chromium-headless-shell",
                "chromium",
                "chromium-browser",
                "google-chrome",
                "chrome",
                "msedge"),
            "only for tests of the timeline page; the page itself opens in any browser"));
    if (!machine.windows()) {
      findings.add(
          program(
              "C++ compiler",
              List.of("g++", "clang++", "c++"),
              "only for scripts/test; Debian: apt-get install g++"));
      findings.add(
          program(
              "Python",
              List.of("python3"),
              "only for scripts/test; Debian: apt-get install python3"));
      findings.add(
          program(
              "debugger",
              List.of("gdb", "lldb"),
              "only to look into a hosted module (docs/hosting.md); Debian: apt-get install gdb"));
      findings.add(
          program(
              "Wine",
              List.of("wine"),
              "only for scripts/test-windows; Debian: apt-get install wine wine64"));
      findings.add(
          program(
              "qemu-aarch64",
              List.of("qemu-aarch64"),
              "only for scripts/test-aarch64; Debian: apt-get install qemu-user libc6-arm64-cross"
                  + " libgcc-s1-arm64-cross"));
    }
    return findings;
  }

  private String begin(String what) {
    at = what;
    return what;
  }

  private Finding java() {
    return Finding.ok("Java", machine.java()); // an older one than 17 does not come this far
  }

  /** Whether this Java prints a warning when a library is loaded. */
  Finding nativeAccess() {
    String what = begin("native access");
    if (machine.feature() < ASKS_FOR_ACCESS) {
      return Finding.ok(what, "this Java does not ask for it");
    }
    return isGranted()
        ? Finding.ok(what, "granted")
        : Finding.optional(
            what,
            "not granted: Java prints a warning, and a later one will refuse",
            "start Java with --enable-native-access=ALL-UNNAMED");
  }

  // Of later versions: not there for the compiler of 17.
  private static boolean isGranted() {
    try {
      Object granted =
          Module.class.getMethod("isNativeAccessEnabled").invoke(Examination.class.getModule());
      return Boolean.TRUE.equals(granted);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private Finding shim() {
    String what = begin("native library for " + machine.system());
    try {
      Kernel.get();
      return Finding.ok(what, "loads, and its layouts fit");
    } catch (ShimLoadException e) {
      return Finding.missing(
          what, String.valueOf(e.getMessage()), "docs/platforms.md lists the systems it is for");
    }
  }

  private Finding guard() {
    String what = begin("guarded memory");
    try {
      Kernel.get().memory().loadInt(0);
      return Finding.missing(what, "address 0 can be read here", "no bad pointer can be caught");
    } catch (AccessViolationException e) {
      return Finding.ok(what, "a bad pointer is an exception, not a crash");
    }
  }

  /** A receive that is pending, completed by a send, taken from a port. */
  private Finding completion(String what, WinsockBuilder builder) {
    begin(what);
    try (Winsock winsock = builder.build();
        SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf(HELLO);
        NativeBlock room = NativeBlock.allocate(HELLO.length);
        OverlappedBlock overlapped = OverlappedBlock.allocate(1)) {
      port.associate(sockets.server().handle(), 1);
      sockets.server().startRecv(WsaBuffers.of(room), overlapped.overlapped());
      sockets.client().send(WsaBuffers.of(hello));
      return port.take(PATIENCE).isPresent()
          ? Finding.ok(what, "a pending receive was completed")
          : Finding.missing(what, "nothing came within 10 s", "is the machine that busy?");
    } catch (RuntimeException e) {
      return Finding.missing(what, e.toString(), "are sockets on 127.0.0.1 forbidden here?");
    }
  }

  private Finding program(String what, List<String> names, String purpose) {
    begin(what);
    return machine
        .program(names)
        .map(Path::toString)
        .map(found -> Finding.ok(what, found))
        .orElseGet(() -> Finding.optional(what, "not found", purpose));
  }
}
