package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A filter in C++ that has session and data filters, too: what they are declared with compiles, and
 * what the service carries out of it works.
 */
@Timeout(60)
class NativeSessionFilterTest {
  private static final Guid CLASS = Guid.of("B1F0C7D4-52A6-4E0E-8F5B-0C6B1D2E9A37");
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int OBJECTS = 0;
  private static final int BYTES_READ = 1;
  private static final int AT_ONCE = 2;
  private static final int LAST_ERROR = 3;
  private static final int ATTACHED = 4;

  @TempDir private Path folder;

  private static int value(NativeFilter filter, int which) {
    return filter.function("SessionFilterValue").invokeInt(new Object[] {which});
  }

  private static FwxServiceBuilder strict(IoFaultPlan plan) {
    return FwxService.builder().manualPump().verify(Verifier.Mode.FAIL).faults(plan);
  }

  private static NativeFilter loaded(FwxService service, Path file) {
    NativeFilter filter = NativeFilter.load(service, Modules.filter("session_filter"), CLASS);
    filter.function("SessionFilterPath").invokeVoid(new Object[] {new WString(file.toString())});
    return filter;
  }

  private Path file(int size) throws IOException {
    return Files.write(folder.resolve("h\u00f6sts \u65e5\u672c \ud83d\udd25"), new byte[size]);
  }

  /** On Windows the service does not know what a module's own ReadFile has on its way. */
  private static void pumpUntilItEnds(FwxService service, NativeFilter filter) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (value(filter, LAST_ERROR) == -1 && System.nanoTime() < deadline) {
      service.pump().runOne(Duration.ofMillis(20));
    }
  }

  /**
   * FWX-36: {@code CreateFileW} takes any name, and with {@code SetFileCompletionNotificationModes}
   * a read that ends at once is not called back.
   */
  @Test
  void givenFilterThatSkipsCallbacksOnSuccess_whenReadsEndAtOnce_thenItCountsEachByteOnce()
      throws IOException {
    IoFaultPlan everyOther =
        request -> request.ordinal() % 2 == 0 ? IoFault.atOnce() : IoFault.none();
    Path hosts = file(4500);
    NativeFilter filter;
    try (FwxService service = strict(everyOther).build()) {
      filter = loaded(service, hosts);
      assertThat(service.start(filter)).isZero();
      filter.release();
      pumpUntilItEnds(service, filter);
      assertThat(value(filter, BYTES_READ)).isEqualTo(4500);
      assertThat(value(filter, LAST_ERROR)).isEqualTo(38);
      if (!Platform.isWindows()) { // there the system decides what ends at once
        assertThat(value(filter, AT_ONCE)).isEqualTo(2);
      }
    }
    assertThat(value(filter, OBJECTS)).isZero();
  }

  /** FWX-40: {@code CancelIoEx} in {@code FilterShutdown} ends the read, and it is called back. */
  @Test
  void givenFilterWhoseReadIsHeld_whenItIsShutDown_thenItCancelsAndHearsOfIt() throws IOException {
    assumeTrue(!Platform.isWindows(), "the file calls of a module are Windows' own there");
    NativeFilter filter;
    try (FwxService service = strict(IoFaultPlan.every(IoFault.held())).build()) {
      List<String> ends = new ArrayList<>();
      service.addListener(
          event -> {
            if (event.step() == OperationEvent.Step.COMPLETED) {
              boolean closed = service.files().left().get(0).isClosed(); // as by the stop itself
              ends.add("error " + event.error() + ", handle " + (closed ? "closed" : "open"));
            }
          });
      filter = loaded(service, file(10));
      assertThat(service.start(filter)).isZero();
      filter.release();
      service.stop();
      assertThat(ends).containsExactly("error 995, handle open");
      assertThat(value(filter, LAST_ERROR)).isEqualTo(995);
      assertThat(service.violations()).isEmpty();
    }
    assertThat(value(filter, OBJECTS)).isZero();
  }

  /** What a connection of the real service would be asked. */
  private interface Attach extends Callback {
    /** {@code IFWXConnection::AttachDataFilter}. */
    int attach(Pointer self, Pointer filter, int priorityClass, Pointer context);
  }

  /** {@code IFWXConnection::Deny}. */
  private interface Deny extends Callback {
    /** Refuses the connection. */
    int deny(Pointer self, int reserved);
  }

  /**
   * The declarations of fwx_events.h, by what stands where: an event is told to the session filter,
   * which attaches a data filter to its connection, or denies it; the data filter then pumps
   * between two sockets of the service.
   */
  @Test
  void givenSessionFilter_whenItIsToldOfAConnection_thenItsDataFilterPumps() throws IOException {
    assumeTrue(Native.POINTER_SIZE == Long.BYTES, "offsets are those of 64-bit programs");
    List<Long> filters = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    List<Integer> denied = new ArrayList<>();
    Attach attach =
        (self, dataFilter, priorityClass, context) -> {
          filters.add(Pointer.nativeValue(dataFilter));
          classes.add(priorityClass);
          return new ComPointer(Pointer.nativeValue(dataFilter)).call(1) > 1 ? 0 : -1;
        };
    Deny deny =
        (self, reserved) -> {
          denied.add(reserved);
          return 0;
        };
    Memory methods = new Memory(20L * Native.POINTER_SIZE);
    methods.clear();
    methods.setPointer(3L * Native.POINTER_SIZE, CallbackReference.getFunctionPointer(attach));
    methods.setPointer(12L * Native.POINTER_SIZE, CallbackReference.getFunctionPointer(deny));
    Memory connection = new Memory(Native.POINTER_SIZE);
    connection.setPointer(0, methods);
    NativeFilter filter;
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build()) {
      FwxServiceBuilder builder =
          strict(IoFaultPlan.none()).sockets(winsock.ws2_32(), winsock.completionPort());
      try (FwxService service = builder.build();
          NativeBlock memory = NativeBlock.allocate(256)) {
        filter = loaded(service, file(10));
        assertThat(service.start(filter)).isZero();
        filter.release();
        pumpUntilItEnds(service, filter);
        ComPointer session = sessionFilter(filter, memory);

        assertThat(session.call(3, event(memory, 1, connection, 0))).as("Connect").isZero();
        assertThat(session.call(3, event(memory, 1, connection, 1))).as("denied").isZero();
        assertThat(session.call(3, event(memory, 0x10, connection, 0))).as("Listen").isZero();

        assertThat(classes).containsExactly(3); // fwx_dfpc_Middle
        assertThat(denied).containsExactly(0);
        assertThat(value(filter, ATTACHED)).isEqualTo(1);
        pumps(winsock, service, new ComPointer(filters.get(0)), memory);
        assertThat(session.release()).isZero();
      }
      assertThat(value(filter, OBJECTS)).isZero();
    }
    Reference.reachabilityFence(attach);
    Reference.reachabilityFence(deny);
  }

  /** {@code AttachToSession}, which the service here never calls. */
  private static ComPointer sessionFilter(NativeFilter filter, NativeBlock memory) {
    Pointer room = memory.pointer();
    room.setInt(8, 0);
    assertThat(new ComPointer(filter.address()).call(5, 0L, memory.address(), memory.address() + 8))
        .isZero();
    assertThat(room.getInt(8)).as("the events that it hooks").isEqualTo(0x121);
    return new ComPointer(Pointer.nativeValue(room.getPointer(0)));
  }

  /** {@code FwxFirewallEvent} with {@code FwxConnectEvent}: type, source, address, connection. */
  private static long event(NativeBlock memory, int type, Pointer connection, int access) {
    Pointer event = memory.pointer().share(64);
    event.clear(128);
    event.setInt(0, type);
    event.setInt(4, 0x40000000);
    event.setPointer(24, connection);
    event.setInt(32, access);
    return Pointer.nativeValue(event);
  }

  private static void pumps(
      Winsock winsock, FwxService service, ComPointer dataFilter, NativeBlock memory) {
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    FwxNetworkSocket inner = service.firewall().createNetworkSocket(17).orThrow();
    FwxNetworkSocket outer = service.firewall().createNetworkSocket(17).orThrow();
    try (ClientSocket inside = winsock.udpSocket();
        ClientSocket outside = winsock.udpSocket();
        NativeBlock data = NativeBlock.copyOf("through".getBytes(StandardCharsets.US_ASCII))) {
      inner.bind(any);
      outside.bind(any);
      outer.connect(outside.localAddress());
      NativeObjects natives = service.nativeObjects();
      long internal = natives.of(inner);
      long external = natives.of(outer);
      assertThat(dataFilter.call(3, internal, external, 0L, 0L)).as("SetSockets").isZero();
      inside.connect(inner.getSockName().orElseThrow());
      inside.send(WsaBuffers.of(data));
      service.pump().runOne(SOON);
      assertThat(outside.recv(WsaBuffers.of(memory.address(), 64))).isEqualTo(7);
      assertThat(memory.pointer().getString(0).substring(0, 7)).isEqualTo("through");
      inner.close();
      service.pump().runUntilIdle(SOON);
      assertThat(dataFilter.call(4)).as("Detach").isZero();
      assertThat(dataFilter.release()).isZero();
      inner.release();
      outer.release();
    }
  }
}
