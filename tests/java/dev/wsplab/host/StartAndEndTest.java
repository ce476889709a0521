package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** WSP-START-6, WSP-CLEAN-5: starts and ends of several threads at once. */
class StartAndEndTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 300;

  private final Host host = new Host(Kernel.get());
  private final Ws2_32 ws2 = new Ws2_32(host);

  @AfterEach
  void close() {
    host.close();
  }

  private SocketResult socket() {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0);
  }

  /** After a thread's own start nobody else's end may refuse its calls; it is a race, run often. */
  @Test
  void givenThreadsThatStartAndEndWinsock_whenEachMakesASocketBetween_thenNoneIsRefused()
      throws Exception {
    host.catalog().installBase(new ScriptedBase(), List.of(ScriptedBase.PROTOCOL));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<List<Integer>>> all = new ArrayList<>();
    Callable<List<Integer>> client =
        () -> {
          List<Integer> errors = new ArrayList<>();
          for (int i = 0; i < ROUNDS; i++) {
            ws2.wsaStartup(Winsock2.VERSION_2_2).orThrow("WSAStartup");
            SocketResult made = socket();
            CallResult closed = made.succeeded() ? ws2.closesocket(made.socket()) : CallResult.OK;
            if (!made.succeeded() || !closed.succeeded()) {
              errors.add(made.succeeded() ? closed.errno() : made.errno());
            }
            ws2.wsaCleanup().orThrow("WSACleanup");
          }
          return errors;
        };
    for (int i = 0; i < THREADS; i++) {
      all.add(threads.submit(client));
    }
    for (Future<List<Integer>> errors : all) {
      assertThat(errors.get()).isEmpty();
    }
    threads.shutdown();
    assertThat(ws2.wsaCleanup().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  /** A provider whose start is under way when everything ends must not be forgotten. */
  @Test
  void givenProviderBeingStarted_whenWinsockEnds_thenItIsCleanedUpAndTheSocketRefused() {
    AtomicInteger cleanups = new AtomicInteger();
    BaseProvider slow =
        new BaseProvider("slow", 0x0202, 0x0202) {
          @Override
          protected int onStartup(
              boolean first, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
            ws2.wsaCleanup();
            return 0;
          }

          @Override
          protected void onFinalCleanup() {
            cleanups.incrementAndGet();
          }
        };
    host.catalog().installBase(slow, List.of(ScriptedBase.PROTOCOL));
    ws2.wsaStartup(Winsock2.VERSION_2_2);

    assertThat(socket().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
    assertThat(cleanups).hasValue(1);
  }
}
