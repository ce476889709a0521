package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Sockaddr;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything of a service comes through one port, which its own loop takes from. */
@Timeout(60)
class OnePortTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

  /** One object with all three completion methods, which notes what they have in common. */
  private static final class Ends extends CountedObject
      implements FwxExternalIoCompletion, FwxIoCompletion, FwxAcceptCompletion {
    private final List<String> told = new ArrayList<>();
    private @Nullable FwxNetworkSocket connection;

    Ends() {
      super(
          "ends",
          InterfaceIds.EXTERNAL_IO_COMPLETION,
          InterfaceIds.IO_COMPLETION,
          InterfaceIds.ACCEPT_COMPLETION);
    }

    private int note(String method, boolean success, int error, long userData) {
      String result = success ? "succeeded" : error == 0 ? "failed without an error" : "failed";
      told.add(method + " " + result + " for " + userData);
      return Notes.OK;
    }

    @Override
    public int completeAsyncIo(
        boolean success, int bytes, int error, FwxOverlapped overlapped, long userData) {
      return note("file", success, error, userData);
    }

    @Override
    public int completeAsyncIo(
        boolean success,
        int win32ErrorCode,
        @Nullable FwxBuffer buffer,
        long userData,
        @Nullable Sockaddr externalAddress) {
      return note("socket", success, win32ErrorCode, userData);
    }

    @Override
    public int completeAsyncAccept(
        boolean success,
        int win32ErrorCode,
        FwxNetworkSocket listening,
        @Nullable FwxNetworkSocket accepted,
        @Nullable Sockaddr remoteAddress,
        @Nullable Sockaddr localAddress,
        long userData) {
      if (accepted != null) {
        accepted.addRef();
      }
      connection = accepted;
      return note("accept", success, win32ErrorCode, userData);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).as("in time").isTrue();
  }

  /**
   * FWX-6: the ends of I/O on two handles and a task wait on the same port, until the service's
   * loop takes them; another service has another port; a port lives as long as its service.
   */
  @Test
  void givenTwoHandlesAndATask_whenTheyAreReady_thenAllWaitOnTheOnePortOfTheirService() {
    try (Bench bench = Bench.manual();
        Bench other = Bench.manual()) {
      long port = bench.service.port().value();
      assertThat(other.service.port().value()).isNotEqualTo(port);
      int second = bench.open(FileOptions.reading());
      Notes notes = new Notes();
      Tasks tasks = new Tasks();
      bench.read(bench.object(notes, 1), 0, 10);
      bench.service.firewall().postTaskCompletion(tasks, 2);
      FwxOverlapped third = bench.object(notes, 3);
      bench.service.files().readFile(second, bench.buffer, 10, Bench.at(third, 0));
      assertThat(bench.service.port().depth()).isEqualTo(3);
      assertThat(other.service.port().depth()).isZero();
      assertThat(other.runAll()).isZero();

      assertThat(bench.runAll()).isEqualTo(3);

      assertThat(bench.service.port().depth()).isZero();
      assertThat(notes.all()).extracting(Notes.Call::userData).containsExactly(1L, 3L);
      assertThat(tasks.values()).containsExactly(2L);
      assertThat(bench.service.port().value()).as("for life").isEqualTo(port);
      bench.service.stop();
      assertThat(bench.service.firewall().postTaskCompletion(tasks, 5))
          .as("its port is gone")
          .isEqualTo(HResult.FWX_E_TERMINATING);
      assertThat(other.service.firewall().postTaskCompletion(tasks, 4)).isEqualTo(HResult.S_OK);
      assertThat(other.runAll()).as("the other's is not").isEqualTo(1);
    }
  }

  /** FWX-6: the service brings the threads, as many as it was told, and no other calls back. */
  @Test
  void givenThreeWorkers_whenManyReadsEnd_thenTheseThreeCallBackAndNobodyElse() {
    Set<Thread> callers = ConcurrentHashMap.newKeySet();
    CountDownLatch three = new CountDownLatch(3);
    Notes notes =
        new Notes(
            call -> {
              callers.add(call.thread());
              three.countDown();
              try {
                three.await(20, TimeUnit.SECONDS); // so that each takes one at least
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    try (Bench bench = new Bench(FwxService.builder().workers(3))) {
      for (int i = 0; i < 20; i++) {
        bench.read(bench.object(notes, i), 0, 10);
      }
      for (int i = 0; i < 20; i++) {
        notes.next();
      }
      assertThat(callers)
          .hasSize(3)
          .allSatisfy(thread -> assertThat(thread.getName()).startsWith("wsplab forefront worker"));
      assertThat(bench.service.workers()).isEqualTo(3);
    }
  }

  /**
   * FWX-80: file I/O, socket I/O and Accept tell success flag, error code and user value alike, and
   * their packets wait on the same port, whether they succeed or fail.
   */
  @Test
  void givenFileSocketAndListener_whenTheirCallsEnd_thenAllThreeMethodsAreDrivenFromTheOnePort() {
    MemoryFile content = MemoryFile.of(Bench.TEN);
    Ends ends = new Ends();
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        FwxService service =
            FwxService.builder()
                .manualPump()
                .sockets(winsock.ws2_32(), winsock.completionPort())
                .build();
        NativeBlock room = NativeBlock.allocate(10)) {
      int file = service.files().createFile(content, FileOptions.reading()).orThrow();
      service.firewall().hookToCompletionPort(file);
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(ends, 1);
      FwxNetworkSocket listener = service.firewall().createNetworkSocket(6).orThrow();
      FwxNetworkSocket client = service.firewall().createNetworkSocket(6).orThrow();
      FwxNetworkSocket datagrams = service.firewall().createNetworkSocket(17).orThrow();
      listener.bind(ANY);
      listener.listen(2);
      datagrams.bind(ANY);
      FwxBuffer data = service.firewall().createBuffer(4).orThrow();
      data.append(new byte[] {1, 2, 3});

      service.files().readFile(file, room, 10, Bench.at(object, 0));
      listener.accept(ends, 2);
      client.connect(listener.getSockName().orElseThrow());
      datagrams.sendTo(data, Sockaddr.of(datagrams.getSockName().orElseThrow()), ends, 3);
      await(() -> service.port().depth() == 3);
      assertThat(ends.told).isEmpty();
      service.pump().runUntilIdle(SOON);
      assertThat(ends.told)
          .containsExactlyInAnyOrder(
              "file succeeded for 1", "accept succeeded for 2", "socket succeeded for 3");

      ends.told.clear();
      FwxNetworkSocket connection = ends.connection;
      service.files().readFile(file, room, 10, Bench.at(object, 10)); // at the end
      listener.accept(ends, -2);
      connection.recv(null, ends, -3);
      listener.close();
      connection.close();
      await(() -> service.port().depth() == 3);
      service.pump().runUntilIdle(SOON);
      assertThat(ends.told)
          .containsExactlyInAnyOrder(
              "file failed for 1", "accept failed for -2", "socket failed for -3");

      object.release();
      data.release();
      List.of(listener, client, datagrams, connection).forEach(FwxNetworkSocket::release);
      service.files().closeHandle(file);
    }
  }
}
