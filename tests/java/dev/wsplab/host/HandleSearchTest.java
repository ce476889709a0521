package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CLI-2: whose a handle is that ws2_32 does not know. */
class HandleSearchTest {
  private static final SocketHandle FOREIGN = new SocketHandle(0x7FFF_F000L);

  private final Host host = new Host(Kernel.get());
  private final Ws2_32 ws2 = new Ws2_32(host);
  private final List<String> asked = new ArrayList<>();

  /** Takes one handle for its own, or none. */
  private final class Claiming extends BaseProvider {
    final String name;
    final boolean claims;
    final int startupError;
    volatile boolean answers = true;
    volatile ProtocolInfo named = ScriptedBase.PROTOCOL;

    Claiming(String name, boolean claims, int startupError) {
      super(name, Winsock2.VERSION_2_2, Winsock2.VERSION_2_2);
      this.name = name;
      this.claims = claims;
      this.startupError = startupError;
    }

    @Override
    protected int onStartup(
        boolean first, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
      return startupError;
    }

    @Override
    public OptionResult wspGetSockOpt(SocketHandle s, int level, int option, int length) {
      asked.add(name);
      boolean query = level == Winsock2.SOL_SOCKET && option == Winsock2.SO_PROTOCOL_INFOW;
      return query && claims && s.equals(FOREIGN)
          ? OptionResult.of(answers ? ProtocolInfoLayout.toBytes(named) : new byte[4])
          : OptionResult.failed(WsaError.WSAENOTSOCK.code());
    }

    @Override
    public AddressResult wspGetSockName(SocketHandle s) {
      return AddressResult.of(Sockaddr.loopback(name.length()));
    }
  }

  private Claiming install(String name, boolean ifs, boolean claims, int startupError) {
    Claiming provider = new Claiming(name, claims, startupError);
    ProtocolInfo info =
        ScriptedBase.PROTOCOL.toBuilder().providerId(Guid.random()).ifsHandles(ifs).build();
    provider.named = host.catalog().installBase(provider, List.of(info)).get(0);
    return provider;
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void givenUnknownHandle_whenUsed_thenIfsProvidersAreAskedInOrderUntilOneTakesIt() {
    install("n", false, true, 0);
    install("broken", true, true, WsaError.WSASYSNOTREADY.code());
    install("no", true, false, 0);
    install("yes", true, true, 0);
    install("later", true, true, 0);
    ws2.wsaStartup(Winsock2.VERSION_2_2);

    AddressResult name = ws2.getsockname(FOREIGN);

    assertThat(name.orThrow("getsockname")).isEqualTo(Sockaddr.loopback(3));
    assertThat(asked).containsExactly("no", "yes");
  }

  @Test
  void givenHandleThatNobodyTakes_whenUsed_thenItIsNoSocket() {
    install("no", true, false, 0);
    ws2.wsaStartup(Winsock2.VERSION_2_2);

    assertThat(ws2.getsockname(FOREIGN).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(asked).containsExactly("no");
  }

  /** The entry in the answer says whose it is. */
  @Test
  void givenAnswerThatNamesAnotherEntry_whenUsed_thenThatProviderIsCalled() {
    Claiming asking = install("a", true, true, 0);
    Claiming named = install("named", true, false, 0);
    asking.named = named.named;
    ws2.wsaStartup(Winsock2.VERSION_2_2);

    assertThat(ws2.getsockname(FOREIGN).orThrow("getsockname")).isEqualTo(Sockaddr.loopback(5));
  }

  @Test
  void givenAnswerThatNamesNoEntry_whenUsed_thenWhoAnsweredIsCalled() {
    Claiming first = install("ab", true, true, 0);
    first.answers = false;
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    assertThat(ws2.getsockname(FOREIGN).orThrow("getsockname")).isEqualTo(Sockaddr.loopback(2));

    first.answers = true;
    first.named = ScriptedBase.PROTOCOL;
    assertThat(ws2.getsockname(FOREIGN).orThrow("getsockname")).isEqualTo(Sockaddr.loopback(2));
  }

  /** WIN-39: this one does not search. */
  @Test
  void givenUnknownHandle_whenResultIsAsked_thenNobodyIsAsked() {
    install("yes", true, true, 0);
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    try (OverlappedBlock block = OverlappedBlock.allocate(1)) {
      assertThat(ws2.wsaGetOverlappedResult(FOREIGN, block.overlapped(), false).errno())
          .isEqualTo(WsaError.WSAENOTSOCK.code());
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void givenNoStartup_whenUsed_thenNobodyIsAsked() {
    install("yes", true, true, 0);

    assertThat(ws2.getsockname(FOREIGN).errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
    assertThat(asked).isEmpty();
  }
}
