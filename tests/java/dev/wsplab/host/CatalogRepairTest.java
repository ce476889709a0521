package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths, orphans and stored catalogs: what keeps a catalog from being used. */
class CatalogRepairTest {
  private static final Guid LOW = Guid.of("11111111-0000-0000-0000-000000000001");
  private static final Guid HIGH = Guid.of("11111111-0000-0000-0000-000000000002");

  @TempDir Path folder;

  /** Passes everything through. */
  private static final class Layer extends LayeredProvider {}

  private static Winsock withLayers(String lowPath, String highPath) {
    return Winsock.builder()
        .base(LoopbackProvider.create())
        .prepare(
            catalog -> {
              CatalogFunctions wsc = catalog.functions();
              catalog.place("C:\\Windows\\low.dll", new Layer());
              catalog.place("C:\\high.dll", new Layer());
              wsc.wscInstallProviderAndChains(LOW, lowPath, "low", 0, null);
              wsc.wscInstallProviderAndChains(HIGH, highPath, "high", 0, null);
            })
        .build();
  }

  /** CAT-INST-1: stored as it was given, expanded when the module is loaded. */
  @Test
  void givenPathWithAVariable_whenTheProviderIsLoaded_thenItIsFoundAtTheExpandedPath() {
    try (Winsock winsock = withLayers("%systemROOT%\\low.dll", "C:\\high.dll");
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(socket.handle().value()).isPositive();
      assertThat(winsock.catalog().orphans()).isEmpty();
      assertThat(winsock.catalog().functions().wscGetProviderPath(LOW, 100).path())
          .isEqualTo("%systemROOT%\\low.dll");
    }
  }

  /** CAT-INST-1: a variable that is set, and one that nobody knows. */
  @Test
  void givenVariableOfTheCatalog_whenSet_thenPathsWithItLeadElsewhere() {
    try (Winsock winsock = withLayers("%Vendor%\\low.dll", "C:\\high.dll")) {
      assertThat(winsock.catalog().orphans()).isNotEmpty();
      winsock.catalog().variable("VENDOR", "C:\\Windows");
      assertThat(winsock.catalog().orphans()).isEmpty();
    }
  }

  /** CAT-DEINST-1: a chain cannot be used either when what is below it cannot be loaded. */
  @Test
  void givenLowerLayerWithoutModule_whenOrphansAreAsked_thenEveryChainOverItIsOne() {
    try (Winsock winsock = withLayers("C:\\Windows\\low.dll", "C:\\high.dll")) {
      Catalog catalog = winsock.catalog();
      catalog.displace("C:\\Windows\\low.dll");

      List<ProtocolInfo> broken =
          catalog.entries().stream()
              .filter(e -> e.providerId().equals(LOW) || e.name().startsWith("high over"))
              .toList();
      assertThat(catalog.orphans())
          .extracting(Catalog.Orphan::entry)
          .containsExactlyElementsOf(broken);
      assertThat(catalog.orphans())
          .filteredOn(o -> o.entry().providerId().equals(HIGH))
          .isNotEmpty()
          .allMatch(o -> !o.providerGone() && !o.missing().isEmpty());
    }
  }

  /** CAT-CHAIN-3, CAT-ORDER-1: while one installs, another one's installing and ordering fail. */
  @Test
  void givenInstallationUnderWay_whenAnotherThreadChangesTheCatalog_thenItIsTurnedAway() {
    List<Integer> errors = new ArrayList<>();
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build()) {
      CatalogFunctions wsc = winsock.catalog().functions();
      List<Integer> ids =
          winsock.catalog().entries().stream().map(ProtocolInfo::catalogEntryId).toList();
      LayeredProvider asksMeanwhile =
          new LayeredProvider() {
            @Override
            public Set<WspFunction> missingFunctions() {
              FutureTask<Void> other =
                  TcpWorld.inBackground(
                      () -> {
                        errors.add(
                            wsc.wscInstallProviderAndChains(HIGH, "C:\\high.dll", "high", 0, null)
                                .errno());
                        errors.add(wsc.wscWriteProviderOrder(ids));
                        return null;
                      });
              TcpWorld.resultOf(other);
              return Set.of();
            }
          };
      winsock.catalog().place("C:\\low.dll", asksMeanwhile);

      assertThat(wsc.wscInstallProviderAndChains(LOW, "C:\\low.dll", "low", 0, null).errno())
          .isZero();

      assertThat(errors).containsExactly(WsaError.WSAEINPROGRESS.code(), 170);
      assertThat(wsc.wscInstallProviderAndChains(HIGH, "C:\\high.dll", "high", 0, null).errno())
          .isZero();
    }
  }

  /** CAT-1: an id stands for one entry. */
  @Test
  void givenTwoEntriesOfOneId_whenACatalogIsTakenUp_thenItIsRefusedAndTheIdNamed()
      throws IOException {
    ProtocolInfo entry = ScriptedBase.PROTOCOL.toBuilder().catalogEntryId(1003).build();
    assertThatThrownBy(
            () ->
                new CatalogFile(
                    Map.of(entry.providerId(), "x.dll"), List.of(entry, entry), Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the entry id 1003 is there twice");

    Path file = folder.resolve("catalog.txt");
    new CatalogFile(Map.of(entry.providerId(), "x.dll"), List.of(entry), Map.of(), Map.of())
        .write(file);
    List<String> lines =
        Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).toList();
    Files.write(file, List.of(lines.get(0), lines.get(1), lines.get(2), lines.get(2)));
    assertThatThrownBy(() -> CatalogFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the entry id 1003 is there twice");
  }
}
