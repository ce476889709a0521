package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.InstallResult;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WscFunctionsTest extends HostFixture {
  private static final Guid ID = Guid.of("11111111-2222-3333-4444-555555555555");
  private static final String PATH = "%SystemRoot%\\system32\\mine.dll";
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

  private List<Integer> ids() {
    return new ArrayList<>(
        host.catalog().entries().stream().map(ProtocolInfo::catalogEntryId).toList());
  }

  private InstallResult layer(Guid id, String name) {
    return wsc.wscInstallProviderAndChains(id, "layer.dll", name, 0, null);
  }

  private static void assertFailed(CallResult result, WsaError error) {
    assertThat(result).isEqualTo(CallResult.failed(error));
  }

  /** CAT-ENUM-2, CAT-ENUM-3, WIN-H11: 628 bytes each, layered ones too, all or nothing. */
  @Test
  void givenBuffers_whenWSCEnumProtocols_thenAllEntriesOrTheLengthThatIsNeeded() {
    assertThat(layer(ID, "mine").succeeded()).isTrue();
    int needed = 3 * ProtocolInfo.SIZE;
    try (NativeBlock room = NativeBlock.allocate(needed)) {
      assertThat(wsc.wscEnumProtocols(null, 0, needed))
          .isEqualTo(ProtocolsResult.failed(WsaError.WSAENOBUFS, needed));
      assertThat(wsc.wscEnumProtocols(null, room.address(), needed - 1))
          .isEqualTo(ProtocolsResult.failed(WsaError.WSAENOBUFS, needed));
      assertThat(room.bytes(0, needed)).containsOnly(0);
      assertThat(wsc.wscEnumProtocols(null, 8, needed))
          .isEqualTo(ProtocolsResult.failed(WsaError.WSAEFAULT, needed));

      assertThat(wsc.wscEnumProtocols(null, room.address(), needed))
          .isEqualTo(new ProtocolsResult(3, 0, needed));
      List<ProtocolInfo> read = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        read.add(
            ProtocolInfoLayout.fromBytes(room.bytes(i * ProtocolInfo.SIZE, ProtocolInfo.SIZE)));
      }
      assertThat(read).isEqualTo(host.catalog().entries());
    }
  }

  /** CAT-ENUM-1: the list ends at its first 0; protocols that nobody has are skipped. */
  @Test
  void givenFilter_whenEnumerated_thenItEndsAtZero() {
    assertThat(wsc.wscEnumProtocols(List.of(254, 6, 0), 0, 0).length())
        .isEqualTo(ProtocolInfo.SIZE);
    assertThat(wsc.wscEnumProtocols(List.of(254, 0, 6), 0, 0))
        .isEqualTo(new ProtocolsResult(0, 0, 0));
  }

  /** WIN-60: layered and hidden entries are not for clients. */
  @Test
  void givenHiddenEntry_whenClientEnumerates_thenItIsNotShown() {
    ProtocolInfo hidden = UDP.toBuilder().providerFlags(Winsock2.PFL_HIDDEN).build();
    assertThat(wsc.wscInstallProvider(ID, PATH, List.of(hidden))).isEqualTo(CallResult.OK);
    assertThat(layer(Guid.random(), "layer").succeeded()).isTrue();
    restart();
    int shown = 2 * ProtocolInfo.SIZE; // the base and the chain over it; the one over the hidden
    // entry is as hidden as that

    assertThat(ws2.wsaEnumProtocols(null, 0, 0))
        .isEqualTo(ProtocolsResult.failed(WsaError.WSAENOBUFS, shown));
    assertThat(ws2.wsaGetLastError()).isEqualTo(WsaError.WSAENOBUFS.code());
    assertThat(ws2.wsaEnumProtocols(List.of(17), 0, 0).returnValue()).isZero();
    assertThat(wsc.wscEnumProtocols(null, 0, 0).length()).isEqualTo(5 * ProtocolInfo.SIZE);
    ws2.wsaCleanup();
    assertThat(ws2.wsaEnumProtocols(null, 0, 0).errno())
        .isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  /** CAT-INST-1, CAT-INST-2: NULL before wrong values before what is installed. */
  @Test
  void givenWrongArguments_whenInstalled_thenTheyAreRefusedAndNothingChanges() {
    List<ProtocolInfo> before = host.catalog().entries();

    assertFailed(wsc.wscInstallProvider(null, "", List.of()), WsaError.WSAEFAULT);
    assertFailed(wsc.wscInstallProvider(ID, null, List.of()), WsaError.WSAEFAULT);
    assertFailed(wsc.wscInstallProvider(ID, "", null), WsaError.WSAEFAULT);
    assertFailed(wsc.wscInstallProvider(ID, "", List.of(UDP)), WsaError.WSAEINVAL);
    assertFailed(wsc.wscInstallProvider(ID, "x".repeat(260), List.of(UDP)), WsaError.WSAEINVAL);
    assertFailed(wsc.wscInstallProvider(ScriptedBase.ID, PATH, List.of()), WsaError.WSAEINVAL);
    assertFailed(
        wsc.wscInstallProvider(ScriptedBase.ID, PATH, List.of(UDP)), WsaError.WSANO_RECOVERY);
    assertThat(host.catalog().entries()).isEqualTo(before);
  }

  /** CAT-INST-1: a module where the path names it is started for a socket. */
  @Test
  void givenPathOfWSCInstallProvider_whenASocketIsMade_thenTheModuleThereIsStarted() {
    ScriptedBase module = new ScriptedBase();
    wsc.wscInstallProvider(ID, PATH, List.of(UDP));
    restart();
    SocketResult without = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_DGRAM, 0);
    host.catalog().place(PATH, module);
    SocketResult with = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_DGRAM, 0);

    assertThat(without.errno()).isEqualTo(WsaError.WSAEPROVIDERFAILEDINIT.code());
    assertThat(with.succeeded()).isTrue();
    assertThat(module.startups).isEqualTo(1);
  }

  /** CAT-CHAIN-2, CAT-CHAIN-3, in the order in which they are found. */
  @Test
  void givenWrongArguments_whenLayerIsInstalled_thenTheyAreRefusedAndNothingChanges() {
    assertThat(layer(ID, "mine").succeeded()).isTrue();
    List<ProtocolInfo> before = host.catalog().entries();
    int invalid = WsaError.WSAEINVAL.code();
    Guid other = Guid.random();

    assertThat(layer(null, "other").errno()).isEqualTo(invalid);
    assertThat(layer(ID, "other").errno()).isEqualTo(invalid);
    assertThat(layer(other, "mine").errno()).isEqualTo(invalid);
    assertThat(layer(other, "x".repeat(256)).errno()).isEqualTo(invalid);
    assertThat(wsc.wscInstallProviderAndChains(other, "", "other", 0, null).errno())
        .isEqualTo(invalid);
    assertThat(wsc.wscInstallProviderAndChains(other, "p", "other", 0, List.of()).errno())
        .isEqualTo(invalid);
    assertThat(wsc.wscInstallProviderAndChains(other, "p", "other", 0, List.of(UDP)).errno())
        .isEqualTo(invalid);
    assertThat(host.catalog().entries()).isEqualTo(before);
  }

  /** CAT-CHAIN-1, CAT-CHAIN-2: only over what was asked for, named twice or not, and first. */
  @Test
  void givenList_whenWSCInstallProviderAndChains_thenOnlyThoseGetChains() {
    wsc.wscInstallProvider(Guid.random(), PATH, List.of(UDP));
    int udp = ids().get(1);

    InstallResult result =
        wsc.wscInstallProviderAndChains(ID, "layer.dll", "mine", 0, List.of(UDP, UDP));

    assertThat(host.catalog().entries()).hasSize(4);
    assertThat(host.catalog().entries().get(0).chain())
        .containsExactly(result.catalogEntryId(), udp);
  }

  /** CAT-DEINST-1: chains over what was removed stay, and are told as orphans. */
  @Test
  void givenLayer_whenWSCDeinstallProviderTakesItsBase_thenItsChainIsAnOrphan() {
    int base = ids().get(0);
    layer(ID, "mine");

    assertFailed(wsc.wscDeinstallProvider(null), WsaError.WSAEFAULT);
    assertFailed(wsc.wscDeinstallProvider(Guid.random()), WsaError.WSAEINVAL);
    assertThat(wsc.wscDeinstallProvider(ScriptedBase.ID)).isEqualTo(CallResult.OK);
    assertFailed(wsc.wscDeinstallProvider(ScriptedBase.ID), WsaError.WSAEINVAL);

    List<ProtocolInfo> left = host.catalog().entries();
    assertThat(left).hasSize(2);
    assertThat(host.catalog().orphans())
        .containsExactly(
            new Catalog.Orphan(left.get(0), true, List.of(base)),
            new Catalog.Orphan(left.get(1), true, List.of()));
    host.catalog().place("layer.dll", new LayeredProvider() {});
    assertThat(host.catalog().orphans())
        .containsExactly(new Catalog.Orphan(left.get(0), false, List.of(base)));
  }

  /** CAT-ORDER-1: every id exactly once; the error is the result itself. */
  @Test
  void givenOrders_whenWSCWriteProviderOrder_thenOnlyAPermutationIsAccepted() {
    layer(ID, "mine");
    List<Integer> before = ids();
    List<Integer> twice = new ArrayList<>(before);
    twice.set(0, twice.get(1));
    List<Integer> reversed = ids();
    Collections.reverse(reversed);

    assertThat(wsc.wscWriteProviderOrder(null)).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(wsc.wscWriteProviderOrder(before.subList(1, 3)))
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscWriteProviderOrder(twice)).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(ids()).isEqualTo(before);
    assertThat(wsc.wscWriteProviderOrder(reversed)).isZero();
    assertThat(ids()).isEqualTo(reversed);
  }

  /** WIN-59, WPU-PATH-1 to WPU-PATH-3. */
  @Test
  void givenProviders_whenWSCGetProviderPath_thenTheIdIsJudgedBeforeTheRoom() {
    wsc.wscInstallProvider(ID, PATH, List.of(UDP));
    int needed = PATH.length() + 1;

    assertThat(wsc.wscGetProviderPath(null, 260).errno()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(wsc.wscGetProviderPath(ID, null).errno()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(wsc.wscGetProviderPath(Guid.random(), 1))
        .isEqualTo(PathResult.failed(WsaError.WSAEINVAL, 1));
    assertThat(wsc.wscGetProviderPath(ID, needed - 1))
        .isEqualTo(PathResult.failed(WsaError.WSAEFAULT, needed));
    assertThat(wsc.wscGetProviderPath(ID, needed)).isEqualTo(PathResult.of(PATH));
  }

  /** The sheet, 6.2: WSCUpdateProvider changes an installed provider. */
  @Test
  void givenProvider_whenWSCUpdateProvider_thenEntriesKeepIdAndPlace() {
    wsc.wscInstallProvider(ID, PATH, List.of(UDP));
    List<Integer> before = ids();
    ProtocolInfo renamed = UDP.toBuilder().name("renamed").build();

    assertFailed(wsc.wscUpdateProvider(null, PATH, List.of(UDP)), WsaError.WSAEFAULT);
    assertFailed(wsc.wscUpdateProvider(ID, PATH, List.of()), WsaError.WSAEINVAL);
    assertFailed(wsc.wscUpdateProvider(Guid.random(), PATH, List.of(UDP)), WsaError.WSAEINVAL);
    assertThat(wsc.wscUpdateProvider(ID, "new.dll", List.of(renamed, UDP)))
        .isEqualTo(CallResult.OK);

    assertThat(ids()).hasSize(3).startsWith(before.toArray(Integer[]::new));
    assertThat(host.catalog().entries().get(1).name()).isEqualTo("renamed");
    assertThat(wsc.wscGetProviderPath(ID, 260).path()).isEqualTo("new.dll");
  }

  /** CAT-INST-3: install, reorder and remove are told; what was refused is not. */
  @Test
  void givenListener_whenCatalogChanges_thenItIsTold() {
    List<CatalogDifference> told = new ArrayList<>();
    host.catalog().addListener(told::add);
    int base = ids().get(0);

    wsc.wscInstallProvider(ID, PATH, List.of(UDP));
    int udp = ids().get(1);
    wsc.wscWriteProviderOrder(List.of(udp, base));
    wsc.wscWriteProviderOrder(List.of(udp));
    wsc.wscDeinstallProvider(ID);

    assertThat(told).hasSize(3);
    assertThat(told.get(0).added()).extracting(ProtocolInfo::catalogEntryId).containsExactly(udp);
    assertThat(told.get(1).moved()).hasSize(1);
    assertThat(told.get(2).removed()).extracting(ProtocolInfo::catalogEntryId).containsExactly(udp);
  }

  /** CAT-CHAIN-1: the flags say which handles the layer gives out; CAT-CHAIN-3: 255 is allowed. */
  @Test
  void givenFlagsOfHandles_whenALayerIsInstalled_thenItsEntryHasThem() {
    Guid other = Guid.random();
    assertThat(layer(ID, "x".repeat(255)).succeeded()).isTrue();
    assertThat(
            wsc.wscInstallProviderAndChains(
                    other, "layer.dll", "ifs", Winsock2.XP1_IFS_HANDLES, null)
                .succeeded())
        .isTrue();

    assertThat(ownEntry(ID).hasIfsHandles()).isFalse();
    assertThat(ownEntry(other).hasIfsHandles()).isTrue();
  }

  private ProtocolInfo ownEntry(Guid id) {
    return host.catalog().entries().stream()
        .filter(entry -> entry.providerId().equals(id) && entry.isLayer())
        .findFirst()
        .orElseThrow();
  }
}
