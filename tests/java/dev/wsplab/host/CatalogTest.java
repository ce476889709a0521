package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private final Catalog catalog = new Catalog(Kernel.get());
  private final ProtocolInfo tcp = ScriptedBase.PROTOCOL;
  private final ProtocolInfo tcp6 =
      tcp.toBuilder().addressFamily(Winsock2.AF_INET6).name("scripted TCP6").build();

  private List<ProtocolInfo> layer(String name) {
    return catalog.installLayer(new LayeredProvider() {}, Guid.random(), name, false);
  }

  private static void refused(ThrowingCallable call, WsaError error) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            WinsockException.class, e -> assertThat(e.errno()).isEqualTo(error.code()));
  }

  /** CAT-1, CAT-2, LAY-PI-6: ids are the catalog's, order is that of installation. */
  @Test
  void givenBase_whenInstalled_thenEntriesGetIdsAndStandInOrder() {
    List<ProtocolInfo> installed = catalog.installBase(new ScriptedBase(), List.of(tcp, tcp6));

    assertThat(catalog.entries()).isEqualTo(installed);
    assertThat(installed.get(1).catalogEntryId())
        .isGreaterThan(installed.get(0).catalogEntryId())
        .isGreaterThan(1000);
    assertThat(installed)
        .allSatisfy(e -> assertThat(e.chain()).containsExactly(e.catalogEntryId()));
    assertThat(catalog.find(installed.get(1).catalogEntryId())).contains(installed.get(1));
  }

  /**
   * CAT-CHAIN-1, CAT-CHAIN-2: one chain over each distinct protocol, first in the order; then its
   * own entry.
   */
  @Test
  void givenLayer_whenInstalled_thenItsChainsComeFirst() {
    List<ProtocolInfo> bases = catalog.installBase(new ScriptedBase(), List.of(tcp, tcp6));
    List<ProtocolInfo> installed = layer("my layer");
    ProtocolInfo own = installed.get(0);

    assertThat(own.isLayer()).isTrue();
    assertThat(catalog.entries().subList(0, 2)).isEqualTo(installed.subList(1, 3));
    assertThat(installed.get(1).chain())
        .containsExactly(own.catalogEntryId(), bases.get(0).catalogEntryId());
    assertThat(installed.get(2).addressFamily()).isEqualTo(Winsock2.AF_INET6);
    assertThat(catalog.entries()).contains(own).hasSize(5);
  }

  /** A layer goes on top of the topmost chain. */
  @Test
  void givenLayerOverLayer_whenInstalled_thenItsChainBeginsWithItselfAndEndsWithTheBase() {
    int base = catalog.installBase(new ScriptedBase(), List.of(tcp)).get(0).catalogEntryId();
    int lower = layer("lower").get(0).catalogEntryId();
    List<ProtocolInfo> upper = layer("upper");

    assertThat(upper.get(1).chain()).containsExactly(upper.get(0).catalogEntryId(), lower, base);
    assertThat(upper.get(1).name()).isEqualTo("upper over [lower over [scripted TCP]]");
  }

  /** CAT-CHAIN-3: MAX_PROTOCOL_CHAIN is 7. */
  @Test
  void givenChainOfSeven_whenAnotherLayerIsInstalled_thenThereIsNoRecovery() {
    catalog.installBase(new ScriptedBase(), List.of(tcp));
    for (int i = 2; i <= Winsock2.MAX_PROTOCOL_CHAIN; i++) {
      assertThat(layer("layer " + i).get(1).chainLength()).isEqualTo(i);
    }

    refused(() -> layer("one too many"), WsaError.WSANO_RECOVERY);
  }

  /** CAT-CHAIN-3: no base exists. CAT-INST-2: already installed. */
  @Test
  void givenWrongInstallations_whenTried_thenTheyAreRefusedAndNothingChanges() {
    refused(() -> layer("over nothing"), WsaError.WSANO_RECOVERY);
    catalog.installBase(new ScriptedBase(), List.of(tcp));
    List<ProtocolInfo> before = catalog.entries();

    refused(() -> catalog.installBase(new ScriptedBase(), List.of(tcp)), WsaError.WSANO_RECOVERY);
    refused(() -> catalog.installBase(new ScriptedBase(), List.of()), WsaError.WSAEINVAL);
    refused(
        () ->
            catalog.installBase(
                new ScriptedBase(),
                List.of(
                    tcp.toBuilder().providerId(Guid.random()).build(),
                    tcp.toBuilder().providerId(Guid.random()).build())),
        WsaError.WSAEINVAL);
    refused(
        () -> catalog.installLayer(new LayeredProvider() {}, ScriptedBase.ID, "again", false),
        WsaError.WSAEINVAL);
    refused(() -> layer("x".repeat(256)), WsaError.WSAEINVAL);
    assertThat(catalog.entries()).isEqualTo(before);
  }

  /** CAT-DEINST-1: without its module a provider's entries cannot be used. */
  @Test
  void givenModuleOfAPath_whenItIsTakenAway_thenItsEntriesAreOrphansUntilItIsBack() {
    ScriptedBase module = new ScriptedBase();
    catalog.place("C:\\base.dll", module);
    catalog.install(ScriptedBase.ID, "C:\\base.dll", List.of(tcp));
    assertThat(catalog.orphans()).isEmpty();

    catalog.displace("C:\\base.dll");
    assertThat(catalog.orphans()).extracting(Catalog.Orphan::providerGone).containsExactly(true);
    assertThat(catalog.module(ScriptedBase.ID)).isEmpty();

    catalog.place("C:\\base.dll", module);
    assertThat(catalog.orphans()).isEmpty();
  }

  @Test
  void givenCatalog_whenShown_thenOneLineForEachEntry() {
    int id = catalog.installBase(new ScriptedBase(), List.of(tcp)).get(0).catalogEntryId();
    int own = layer("my layer").get(0).catalogEntryId();

    assertThat(catalog.toString().split("\n"))
        .hasSize(3)
        .contains(
            id + " scripted TCP chain=[" + id + "] non-IFS", own + " my layer chain=[] non-IFS");
  }

  /** Sheet, 6.2: entries keep their ids; those without a new value go, new ones come last. */
  @Test
  void givenTwoEntries_whenUpdatedWithOne_thenTheFirstIsChangedAndTheSecondGone() {
    int id = catalog.installBase(new ScriptedBase(), List.of(tcp, tcp6)).get(0).catalogEntryId();
    ProtocolInfo renamed = tcp.toBuilder().name("renamed").build();

    catalog.update(ScriptedBase.ID, "other.dll", List.of(renamed));

    assertThat(catalog.entries()).extracting(ProtocolInfo::name).containsExactly("renamed");
    assertThat(catalog.entries()).extracting(ProtocolInfo::catalogEntryId).containsExactly(id);
  }

  @Test
  void givenProvider_whenUpdated_thenItsModuleIsTheSameAsLongAsThePathIs() {
    ScriptedBase module = new ScriptedBase();
    catalog.installBase(module, List.of(tcp));
    String path = catalog.pathOf(ScriptedBase.ID).orElseThrow();

    catalog.update(ScriptedBase.ID, path, List.of(tcp));
    assertThat(catalog.module(ScriptedBase.ID).orElseThrow().provider()).isSameAs(module);

    catalog.update(ScriptedBase.ID, "other.dll", List.of(tcp));
    assertThat(catalog.module(ScriptedBase.ID)).isEmpty();
  }

  /** CAT-CHAIN-3: 255 characters are the most. */
  @Test
  void givenLongestName_whenLayerIsInstalled_thenItIsTaken() {
    catalog.installBase(new ScriptedBase(), List.of(tcp));

    assertThat(layer("x".repeat(255)).get(0).name()).hasSize(255);
  }

  /** CAT-DEINST-1: what is left over an uninstalled base says what it lacks. */
  @Test
  void givenOrphans_whenPrinted_thenEachNamesWhatIsMissing() {
    int base = catalog.installBase(new ScriptedBase(), List.of(tcp)).get(0).catalogEntryId();
    ProtocolInfo chain = layer("upper").get(1);
    catalog.remove(ScriptedBase.ID);

    assertThat(catalog.orphans())
        .hasToString(
            "[orphan "
                + chain.catalogEntryId()
                + " upper over [scripted TCP]: entry "
                + base
                + " is missing]");
  }

  /** CAT-ORDER-1. */
  @Test
  void givenOrderThatLacksAnEntry_whenWritten_thenTheMessageHasBothLists() {
    int base = catalog.installBase(new ScriptedBase(), List.of(tcp)).get(0).catalogEntryId();

    assertThatThrownBy(() -> catalog.reorder(List.of()))
        .hasMessageContaining("ids=[]: every entry exactly once is expected, which are [" + base);
  }
}
