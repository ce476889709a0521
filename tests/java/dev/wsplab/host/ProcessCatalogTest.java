package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.LspCategories;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CAT-4, CAT-LSP-1, CAT-LSP-3: what of the catalog one application sees. */
class ProcessCatalogTest extends HostFixture {
  private static final Guid ID = Guid.of("11111111-2222-3333-4444-555555555555");
  private static final ProtocolInfo UDP =
      ScriptedBase.PROTOCOL.toBuilder()
          .socketType(Winsock2.SOCK_DGRAM)
          .protocol(Winsock2.IPPROTO_UDP)
          .build();

  private CatalogFunctions wsc;

  @BeforeEach
  void functions() {
    wsc = ws2.catalogFunctions();
  }

  private SocketResult socket(int family, int type, int protocol) {
    return ws2.socket(family, type, protocol);
  }

  private int errorOf(int family, int type, int protocol) {
    SocketResult result = socket(family, type, protocol);
    assertThat(result.succeeded()).isFalse();
    return result.errno();
  }

  private int shown() {
    return ws2.wsaEnumProtocols(null, 0, 0).length() / ProtocolInfo.SIZE;
  }

  private void installUdp() {
    host.catalog().place("udp.dll", new ScriptedBase());
    assertThat(wsc.wscInstallProvider(ID, "udp.dll", List.of(UDP))).isEqualTo(CallResult.OK);
  }

  /** The length of the chain that a new socket is made with. */
  private int chainLength() {
    return ws2.wsaSocket(2, 1, 6, null, 0, 1).succeeded() ? chosen().chainLength() : 0;
  }

  private ProtocolInfo chosen() {
    return host.select(2, 1, 6, null).info();
  }

  @Test
  void givenProviderInstalledAfterStartup_whenUsed_thenOnlyTheNextStartSeesIt_CAT_4() {
    installUdp();

    assertThat(shown()).isEqualTo(1);
    assertThat(wsc.wscEnumProtocols(null, 0, 0).length()).isEqualTo(2 * ProtocolInfo.SIZE);
    assertThat(errorOf(2, 2, 17)).isEqualTo(WsaError.WSAESOCKTNOSUPPORT.code());
    ProtocolInfo udp = host.catalog().entries().get(1);
    assertThat(ws2.wsaSocket(-1, -1, -1, udp, 0, 1).errno()).isEqualTo(WsaError.WSAEINVAL.code());

    restart();
    assertThat(shown()).isEqualTo(2);
    assertThat(socket(2, 2, 17).succeeded()).isTrue();
  }

  @Test
  void givenProviderRemovedAfterStartup_whenUsed_thenThisApplicationStillHasIt_CAT_4() {
    assertThat(wsc.wscDeinstallProvider(ScriptedBase.ID)).isEqualTo(CallResult.OK);

    assertThat(shown()).isEqualTo(1);
    assertThat(socket(2, 1, 6).succeeded()).isTrue();
    assertThat(ws2.closesocket(socket)).isEqualTo(CallResult.OK);

    restart();
    assertThat(errorOf(2, 1, 6)).isEqualTo(WsaError.WSAEAFNOSUPPORT.code());
  }

  @Test
  void givenLayerRemovedAfterStartup_whenSocketIsMade_thenItsChainStillWorks_CAT_4() {
    host.catalog().installLayer(new LayeredProvider() {}, ID, "layer", false);
    restart();
    SocketResult first = socket(2, 1, 6);
    wsc.wscDeinstallProvider(ID);

    SocketResult second = socket(2, 1, 6);

    assertThat(first.succeeded()).isTrue();
    assertThat(second.succeeded()).isTrue();
    OptionResult told = ws2.getsockopt(second.socket(), 0xFFFF, 0x2005, ProtocolInfo.SIZE);
    assertThat(ProtocolInfoLayout.fromBytes(told.value()).chainLength()).isEqualTo(2);
    restart();
    assertThat(chainLength()).isEqualTo(1);
  }

  @Test
  void givenLayerRemovedAndInstalledAnew_whenStartedAgain_thenItIsThereWithOtherIds() {
    LayeredProvider layer = new LayeredProvider() {};
    List<ProtocolInfo> before = host.catalog().installLayer(layer, ID, "layer", false);
    wsc.wscDeinstallProvider(ID);
    List<ProtocolInfo> after = host.catalog().installLayer(layer, ID, "layer", false);
    restart();

    assertThat(after)
        .extracting(ProtocolInfo::catalogEntryId)
        .doesNotContainAnyElementsOf(before.stream().map(ProtocolInfo::catalogEntryId).toList());
    assertThat(socket(2, 1, 6).succeeded()).isTrue();
    assertThat(chosen()).isEqualTo(after.get(1));
  }

  /** CAT-2, CAT-ORDER-1: order is priority. */
  @Test
  void givenBasePutBeforeTheChain_whenSocketIsMade_thenItIsTheBases() {
    host.catalog().installLayer(new LayeredProvider() {}, ID, "layer", false);
    restart();
    assertThat(chainLength()).isEqualTo(2);
    List<Integer> ids =
        new ArrayList<>(
            host.catalog().entries().stream().map(ProtocolInfo::catalogEntryId).toList());
    Collections.reverse(ids);

    assertThat(wsc.wscWriteProviderOrder(ids)).isZero();
    assertThat(chainLength()).isEqualTo(2);
    restart();
    assertThat(chainLength()).isEqualTo(1);
  }

  /** PFL_HIDDEN hides from lists alone: the entry is chosen all the same. */
  @Test
  void givenHiddenEntry_whenSocketIsMade_thenItCanBeUsed() {
    host.catalog().place("hidden.dll", new ScriptedBase());
    wsc.wscInstallProvider(
        ID, "hidden.dll", List.of(UDP.toBuilder().providerFlags(Winsock2.PFL_HIDDEN).build()));
    restart();

    assertThat(shown()).isEqualTo(1);
    assertThat(socket(2, 2, 17).succeeded()).isTrue();
    ProtocolInfo hidden = host.catalog().entries().get(1);
    assertThat(ws2.wsaSocket(-1, -1, -1, hidden, 0, 1).succeeded()).isTrue();
  }

  /** The sheet, 6.1: a layer's own entry is not for clients. */
  @Test
  void givenLayersOwnEntry_whenSocketIsMadeWithIt_thenItIsInvalid() {
    ProtocolInfo own =
        host.catalog().installLayer(new LayeredProvider() {}, ID, "layer", false).get(0);
    restart();

    assertThat(ws2.wsaSocket(2, 1, 6, own, 0, 1).errno()).isEqualTo(WsaError.WSAEINVAL.code());
  }

  /** CAT-SEL-4. */
  @ParameterizedTest
  @CsvSource({
    "23, 1, 6, WSAEAFNOSUPPORT",
    "2, 4, 6, WSAESOCKTNOSUPPORT",
    "2, 1, 99, WSAEPROTONOSUPPORT",
    "2, 1, 17, WSAEPROTOTYPE",
    "23, 4, 99, WSAEAFNOSUPPORT"
  })
  void givenNothingThatFits_whenSocketIsMade_thenTheErrorSaysWhy(
      int family, int type, int protocol, WsaError error) {
    installUdp();
    restart();

    assertThat(errorOf(family, type, protocol)).isEqualTo(error.code());
    assertThat(ws2.wsaGetLastError()).isEqualTo(error.code());
  }

  private void layerOf(int categories) {
    Guid id = Guid.random();
    host.catalog().installLayer(new LayeredProvider() {}, id, "layer " + id, false);
    try (NativeBlock info = NativeBlock.allocate(4)) {
      info.buffer().putInt(0, categories);
      wsc.wscSetProviderInfo(id, 0, info.address(), 4, 0);
    }
  }

  /**
   * CAT-LSP-3, the example of the page "Categorizing layered service providers and apps": which of
   * four layers an application loads that permits these.
   */
  @ParameterizedTest
  @CsvSource({
    "80000000, 80000048, true", // LSP1 and Foo.exe
    "0, 80000048, false",
    "8, 80000048, false",
    "80000049, 80000048, false",
    "80000000, 48, false", // LSP1 and Bar.exe
    "0, 48, false",
    "8, 48, true",
    "80000049, 48, false"
  })
  void givenCategories_whenApplicationStarts_thenItLoadsWhatItPermits(
      String layer, String permitted, boolean loaded) {
    layerOf(Integer.parseUnsignedInt(layer, 16));
    wsc.wscSetApplicationCategory("foo.exe", null, Integer.parseUnsignedInt(permitted, 16));
    Host other = new Host(dev.wsplab.kernel.Kernel.get());
    try (other) {
      other.catalog().restore(host.catalog().toFile());
      other.application(new Application("FOO.exe", "-x"));
      other.startup();

      assertThat(other.enumProtocols(null, 0, 0).length() / ProtocolInfo.SIZE)
          .isEqualTo(loaded ? 2 : 1);
    }
  }

  /** CAT-LSP-1, CAT-LSP-3: not categorized permits all; what it permits is fixed at its start. */
  @Test
  void givenApplication_whenCategorizedAfterItsStart_thenItKeepsWhatItHad() {
    host.application(new Application("foo.exe", null));
    layerOf(LspCategories.LSP_PROXY);
    wsc.wscSetApplicationCategory("foo.exe", null, LspCategories.LSP_FIREWALL);
    restart();

    assertThat(chainLength()).as("started before it was categorized").isEqualTo(2);
  }

  /** CAT-LSP-3: a chain through a layer that is not loaded is none; the one below it is used. */
  @Test
  void givenTwoLayers_whenTheUpperIsNotPermitted_thenTheLowerOnesChainIsUsed() {
    layerOf(LspCategories.LSP_FIREWALL);
    layerOf(LspCategories.LSP_PROXY);
    wsc.wscSetApplicationCategory("foo.exe", "-k a", LspCategories.LSP_FIREWALL);
    wsc.wscSetApplicationCategory("foo.exe", null, LspCategories.LSP_PROXY);
    assertThat(lengthsSeenBy(new Application("foo.exe", "-k a"))).isEqualTo(2);
    // A chain goes through all its layers: the upper one alone cannot be had.
    assertThat(lengthsSeenBy(new Application("foo.exe", "-k b"))).isEqualTo(1);
    assertThat(lengthsSeenBy(new Application("bar.exe", null))).isEqualTo(3);
  }

  /** The sheet, 6.1: between top and base a layer may stand by the id of its own chain. */
  @Test
  void givenChainThatNamesALowerChain_whenThatLayerIsNotPermitted_thenNeitherIsTheChain() {
    layerOf(LspCategories.LSP_PROXY);
    List<ProtocolInfo> entries = host.catalog().entries();
    ProtocolInfo lower = entries.get(0);
    ProtocolInfo base = entries.get(1);
    Guid upper = Guid.random();
    wsc.wscInstallProvider(upper, "upper.dll", List.of(base.toBuilder().chain(List.of()).build()));
    int own = host.catalog().entries().get(3).catalogEntryId();
    List<Integer> chain = List.of(own, lower.catalogEntryId(), base.catalogEntryId());
    Guid chained = Guid.random();
    wsc.wscInstallProvider(chained, "upper.dll", List.of(base.toBuilder().chain(chain).build()));
    try (NativeBlock info = NativeBlock.allocate(4)) {
      info.buffer().putInt(0, LspCategories.LSP_FIREWALL);
      wsc.wscSetProviderInfo(upper, 0, info.address(), 4, 0).orThrow("WSCSetProviderInfo");
    }
    wsc.wscSetApplicationCategory("firewall.exe", null, LspCategories.LSP_FIREWALL);
    wsc.wscSetApplicationCategory(
        "both.exe", null, LspCategories.LSP_FIREWALL | LspCategories.LSP_PROXY);

    assertThat(chainsSeenBy("firewall.exe")).isEmpty();
    assertThat(chainsSeenBy("both.exe")).containsExactly(lower.chain(), chain);
  }

  private List<List<Integer>> chainsSeenBy(String name) {
    ProcessCatalog seen = new ProcessCatalog(host.catalog());
    seen.application(new Application(name, null));
    seen.start();
    return seen.entries().stream()
        .map(ProtocolInfo::chain)
        .filter(chain -> chain.size() > 1)
        .toList();
  }

  private int lengthsSeenBy(Application application) {
    ProcessCatalog seen = new ProcessCatalog(host.catalog());
    seen.application(application);
    seen.start();
    return new ProtocolChoice(seen.entries(), 2, 1, 6).entry().orElseThrow().chainLength();
  }
}
