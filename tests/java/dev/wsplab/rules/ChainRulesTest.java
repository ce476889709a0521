package dev.wsplab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.SocketPair;
import dev.wsplab.host.ScriptedBase;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries of the catalog, and when who is started for which. */
class ChainRulesTest {
  /** Remembers what it was started for. */
  static final class Remembering extends LayeredProvider {
    final List<ProtocolInfo> startedFor = new ArrayList<>();
    final List<ProtocolInfo> socketsFor = new ArrayList<>();

    @Override
    public StartupResult wspStartup(
        int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
      startedFor.add(protocolInfo);
      return super.wspStartup(versionRequested, protocolInfo, upcalls, exports);
    }

    @Override
    public SocketResult wspSocket(
        int family, int type, int protocol, ProtocolInfo info, int group, int flags) {
      socketsFor.add(info);
      return super.wspSocket(family, type, protocol, info, group, flags);
    }
  }

  /** LAY-PI-2, LAY-PI-3: a stream has no messages; big end first, no security. */
  @Test
  void givenEntriesOfTcp_whenRead_thenStreamInNetworkByteOrder() {
    List<ProtocolInfo> streams =
        TcpProvider.protocols().stream()
            .filter(p -> p.socketType() == Winsock2.SOCK_STREAM)
            .toList();
    assertThat(streams).isNotEmpty();
    for (ProtocolInfo stream : streams) {
      byte[] bytes = ProtocolInfoLayout.toBytes(stream);
      assertThat(stream.messageSize()).isZero();
      assertThat(new int[] {bytes[100], bytes[104]}).containsExactly(0, 0);
    }
  }

  /** LAY-PI-4: as far as that beyond its protocol, and no further. */
  @Test
  void givenEntryWithOffset_whenProtocolsAreAsked_thenUpToTheOffset() {
    ProtocolInfo entry =
        ScriptedBase.PROTOCOL.toBuilder().protocol(100).protocolMaxOffset(5).build();
    try (Winsock winsock = Winsock.builder().base(new ScriptedBase(), List.of(entry)).build()) {
      assertThat(winsock.ws2_32().socket(2, 1, 105).succeeded()).isTrue();
      assertThat(winsock.ws2_32().socket(2, 1, 106).errno())
          .isEqualTo(WsaError.WSAEPROTONOSUPPORT.code());
    }
  }

  /**
   * WSP-START-10, CAT-SEL-6: with the whole chain, and what is below follows with its own entry.
   */
  @Test
  void givenLayer_whenTheFirstSocketIsMade_thenItIsStartedForItsChainAndTheBaseForItself() {
    Remembering layer = new Remembering();
    ScriptedBase base = new ScriptedBase();
    try (Winsock winsock =
        Winsock.builder().base(base, ScriptedBase.protocols()).layer(layer).build()) {
      assertThat(layer.startedFor).isEmpty();

      winsock.ws2_32().socket(2, 1, 0).orThrow("socket");

      assertThat(layer.startedFor).hasSize(1);
      assertThat(layer.startedFor.get(0).chainLength()).isEqualTo(2);
      assertThat(base.startups).isEqualTo(1);
      assertThat(layer.startedFor.get(0).chain().get(1)).isEqualTo(base.entryId());
    }
  }

  /**
   * WSP-START-9: the same structure for every layer, also by WSPSocket; the base never sees one.
   */
  @Test
  void givenThreeLayers_whenASocketIsMade_thenEachGetsTheChainUnchangedAndTheBaseItsOwnEntry() {
    List<Remembering> layers = List.of(new Remembering(), new Remembering(), new Remembering());
    ScriptedBase base = new ScriptedBase();
    WinsockBuilder builder = Winsock.builder().base(base, ScriptedBase.protocols());
    layers.forEach(builder::layer);
    try (Winsock winsock = builder.build()) {
      ProtocolInfo chain = winsock.catalog().entries().get(0);
      ProtocolInfo own =
          winsock.catalog().entries().stream().filter(ProtocolInfo::isBase).findFirst().get();
      assertThat(chain.chainLength()).isEqualTo(4);

      winsock.ws2_32().socket(2, 1, 0).orThrow("socket");

      assertThat(layers)
          .allSatisfy(layer -> assertThat(layer.startedFor).containsExactly(chain))
          .allSatisfy(layer -> assertThat(layer.socketsFor).containsExactly(chain));
      assertThat(base.startedFor).containsExactly(own);
      assertThat(base.socketsFor).containsExactly(own);
    }
  }

  /** WSP-START-12: a thread of the layer's own only once there is a socket that may need it. */
  @Test
  void givenLayer_whenThereIsNoSocketYet_thenItHasNoThread() {
    try (Winsock winsock = Winsock.builder().layer(new OnDemandLayer()).build()) {
      assertThat(hasThread()).isFalse();
      try (SocketPair pair = winsock.connectedPair()) {
        assertThat(pair.client().localAddress()).isNotNull();
        assertThat(hasThread()).isTrue();
      }
    }
    assertThat(hasThread()).as("it ends with its environment").isFalse();
  }

  /** Its name is in that of its thread. */
  static final class OnDemandLayer extends LayeredProvider {}

  private static boolean hasThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().contains("OnDemandLayer"));
  }

  /** WSP-CLEAN-4: open sockets are reset. */
  @Test
  void givenConnection_whenItsEnvironmentEnds_thenThePeerFindsTheConnectionOver() {
    Winsock theirs = Winsock.builder().base(TcpProvider.loopbackOnly()).build();
    try (Winsock ours = Winsock.builder().base(TcpProvider.loopbackOnly()).build();
        ClientSocket listener = ours.tcpSocket();
        NativeBlock room = NativeBlock.allocate(8)) {
      listener.bind(new InetSocketAddress("127.0.0.1", 0)).listen(1);
      SocketHandle far = theirs.ws2_32().socket(2, 1, 6).orThrow("socket");
      theirs
          .ws2_32()
          .connect(far, ours.ws2_32().getsockname(listener.handle()).orThrow("name"))
          .orThrow("connect");
      try (ClientSocket accepted = listener.accept()) {
        theirs.close();

        TransferResult got = ours.ws2_32().recv(accepted.handle(), WsaBuffers.of(room), 0);
        assertThat(got.bytes()).isZero();
        assertThat(got.errno()).isIn(0, WsaError.WSAECONNRESET.code());
      }
    } finally {
      theirs.close(); // the second time does nothing
    }
  }
}
