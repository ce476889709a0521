package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CAT-SEL-5, WSP-START-6, WIN-H5: what a provider's start-up may give, and what a client hears. */
class StartedProvidersTest {
  private final Host host = new Host(Kernel.get());
  private final Ws2_32 ws2 = new Ws2_32(host);

  @AfterEach
  void close() {
    host.close();
  }

  /** Starts as it is told to. */
  static class Strange extends BaseProvider {
    final int error;
    int cleanups;

    Strange(int lowest, int highest, int error) {
      super("strange", lowest, highest);
      this.error = error;
    }

    @Override
    protected int onStartup(
        boolean first, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
      return error;
    }

    @Override
    protected void onFinalCleanup() {
      cleanups++;
    }
  }

  private int errorOfSocket(ServiceProvider provider) {
    host.catalog().installBase(provider, List.of(ScriptedBase.PROTOCOL));
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).errno();
  }

  @Test
  void givenStartupThatFails_whenSocketIsMade_thenProviderFailedInit() {
    assertThat(errorOfSocket(new Strange(0x0202, 0x0202, WsaError.WSASYSNOTREADY.code())))
        .isEqualTo(WsaError.WSAEPROVIDERFAILEDINIT.code());
  }

  @Test
  void givenVersionAbove22Only_whenSocketIsMade_thenProviderFailedInit() {
    assertThat(errorOfSocket(new Strange(0x0302, 0x0302, 0)))
        .isEqualTo(WsaError.WSAEPROVIDERFAILEDINIT.code());
  }

  /** WSP-START-6: who dislikes the version cleans up. */
  @Test
  void givenProviderOfVersion11_whenSocketIsMade_thenProviderIsInvalidAndWasCleanedUp() {
    Strange old = new Strange(0x0101, 0x0101, 0);

    assertThat(errorOfSocket(old)).isEqualTo(WsaError.WSAEINVALIDPROVIDER.code());
    assertThat(old.cleanups).isEqualTo(1);
  }

  /** LAY-PT-2. */
  @Test
  void givenTableWithMissingEntry_whenSocketIsMade_thenProcTableIsInvalidAndProviderWasCleanedUp() {
    Strange incomplete =
        new Strange(0x0202, 0x0202, 0) {
          @Override
          public Set<WspFunction> missingFunctions() {
            return Set.of(WspFunction.WSP_JOIN_LEAF);
          }
        };

    assertThat(errorOfSocket(incomplete)).isEqualTo(WsaError.WSAEINVALIDPROCTABLE.code());
    assertThat(incomplete.cleanups).isEqualTo(1);
  }

  /** What a client's author is told: who, and what was wrong. */
  @Test
  void givenProvidersThatDoNotStart_whenSocketsAreOpened_thenTheMessagesSayWhatEachAnswered() {
    Strange failing = new Strange(0x0202, 0x0202, WsaError.WSASYSNOTREADY.code());
    Strange old = new Strange(0x0101, 0x0101, 0);
    Strange incomplete =
        new Strange(0x0202, 0x0202, 0) {
          @Override
          public Set<WspFunction> missingFunctions() {
            return Set.of(WspFunction.WSP_JOIN_LEAF);
          }
        };

    assertThat(refusalOf(failing))
        .contains("$Strange")
        .endsWith("answered WSASYSNOTREADY (10091) from WSPStartup (WSP-START-2)");
    assertThat(refusalOf(old)).contains("$Strange").contains("answered version 1.1: 2.2 is needed");
    assertThat(refusalOf(incomplete))
        .contains("StartedProvidersTest$")
        .contains("left out [WSP_JOIN_LEAF]: all thirty functions are needed");
  }

  private static String refusalOf(ServiceProvider provider) {
    try (Host host = new Host(Kernel.get())) {
      host.catalog().installBase(provider, List.of(ScriptedBase.PROTOCOL));
      Ws2_32 ws2 = new Ws2_32(host);
      ws2.wsaStartup(Winsock2.VERSION_2_2);
      return String.valueOf(
          catchThrowable(() -> ClientSocket.tcp(ws2, Winsock2.AF_INET)).getMessage());
    }
  }

  /** CAT-SEL-7, CLI-2: its functions are needed now, and it does not start. */
  @Test
  void givenHandleOfAProviderThatDoesNotStart_whenUsed_thenProviderFailedInitAndNoFile() {
    ScriptedBase base = new ScriptedBase();
    host.catalog().installBase(base, ScriptedBase.protocols());
    Strange failing = new Strange(0x0202, 0x0202, WsaError.WSASYSNOTREADY.code());
    ProtocolInfo other = ScriptedBase.PROTOCOL.toBuilder().providerId(Guid.random()).build();
    int entry = host.catalog().installBase(failing, List.of(other)).get(0).catalogEntryId();
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("WSASocket");
    SocketHandle s = base.given().wpuCreateSocketHandle(entry, 0).orThrow("WPU");

    assertThat(ws2.recv(s, WsaBuffers.of(0, 0), 0).errno())
        .isEqualTo(WsaError.WSAEPROVIDERFAILEDINIT.code());
    assertThat(new Kernel32(host).readFile(s, WsaBuffers.of(0, 0), null).error()).isEqualTo(6);
  }

  /** Started once, however many need it first; ended once. */
  @Test
  void givenManyThreads_whenAllNeedTheProviderFirst_thenItIsStartedOnceAndEndedOnce()
      throws Exception {
    ScriptedBase base = new ScriptedBase();
    host.catalog().installBase(base, ScriptedBase.protocols());
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(() -> ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).errno());
      }
      for (Future<Integer> errno : threads.invokeAll(calls)) {
        assertThat(errno.get()).isZero();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(base.startups).isEqualTo(1);

    assertThat(ws2.wsaCleanup()).isEqualTo(CallResult.OK);
    assertThat(base.cleanups).isEqualTo(1);
    assertThat(ws2.wsaCleanup().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  /** WSP-START-11: the last started is ended, and asked, first. */
  @Test
  void givenProvidersOfTwoEntries_whenEndedOrCancelled_thenTheLastStartedComesFirst() {
    List<String> order = new ArrayList<>();
    Ordered first = new Ordered("first", order, false);
    Ordered second = new Ordered("second", order, true);
    ProtocolInfo datagrams =
        ScriptedBase.PROTOCOL.toBuilder()
            .providerId(Guid.random())
            .socketType(Winsock2.SOCK_DGRAM)
            .build();
    host.catalog().installBase(first, ScriptedBase.protocols());
    host.catalog().installBase(second, List.of(datagrams));
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0);
    ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_DGRAM, 0);

    assertThat(ws2.blockingHooks().wsaCancelBlockingCall()).isEqualTo(CallResult.OK);
    assertThat(order).containsExactly("cancel second");
    second.cancels = false;
    assertThat(ws2.blockingHooks().wsaCancelBlockingCall().errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    ws2.wsaCleanup().orThrow("WSACleanup");

    assertThat(order)
        .containsExactly(
            "cancel second", "cancel second", "cancel first", "end second", "end first");
  }

  /** Writes down what it is asked. */
  private static final class Ordered extends BaseProvider {
    private final String name;
    private final List<String> order;
    private boolean cancels;

    Ordered(String name, List<String> order, boolean cancels) {
      super(name, Winsock2.VERSION_2_2, Winsock2.VERSION_2_2);
      this.name = name;
      this.order = order;
      this.cancels = cancels;
    }

    @Override
    public CallResult wspCancelBlockingCall() {
      order.add("cancel " + name);
      return cancels ? CallResult.OK : CallResult.failed(WsaError.WSAEINVAL);
    }

    @Override
    protected void onFinalCleanup() {
      order.add("end " + name);
    }
  }
}
