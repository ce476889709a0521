package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.host.Catalog;
import dev.wsplab.host.CatalogDifference;
import dev.wsplab.host.CatalogFile;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.WsaBuffers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/catalogs.md. */
class CatalogTest {
  public static final class MyLayer extends LayeredProvider {}

  private static final Guid MY_LAYER = Guid.of("0f5a3f0e-6f0e-4b6e-9a3c-8f5f1f0f9a11");

  @Test
  void whatAnInstallerChanges() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build()) {
      Catalog catalog = winsock.catalog();
      int offered = catalog.entries().size();
      List<ProtocolInfo> before = catalog.entries();
      catalog.installLayer(new MyLayer(), MY_LAYER, "My layer", false);
      CatalogDifference installed = CatalogDifference.between(before, catalog.entries());
      // Itself, and one chain over each protocol.
      assertThat(installed.added()).hasSize(1 + offered);

      catalog.functions().wscDeinstallProvider(MY_LAYER).orThrow("WSCDeinstallProvider");
      assertThat(CatalogDifference.between(before, catalog.entries()).isEmpty()).isTrue();
    }
  }

  @Test
  void whatStandsFirstIsChosen() {
    try (Winsock winsock =
        Winsock.builder().base(LoopbackProvider.create()).layer(new MyLayer()).build()) {
      Catalog catalog = winsock.catalog();
      List<Integer> basesFirst =
          catalog.entries().stream()
              .sorted(Comparator.comparing(entry -> !entry.isBase()))
              .map(ProtocolInfo::catalogEntryId)
              .toList();
      assertThat(catalog.functions().wscWriteProviderOrder(basesFirst)).isZero();
      assertThat(catalog.entries().get(0).isBase()).isTrue(); // sockets pass the layer by now
    }
  }

  @Test
  void aCatalogThatSurvives(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("catalog.txt");
    try (Winsock winsock =
        Winsock.builder().base(LoopbackProvider.create()).layer(new MyLayer()).build()) {
      winsock.catalog().toFile().write(file);
    }

    CatalogFile stored = CatalogFile.read(file);
    try (NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        Winsock winsock =
            Winsock.builder()
                .prepare(
                    catalog -> {
                      catalog.restore(stored);
                      catalog.place("java:" + MyLayer.class.getName(), new MyLayer());
                      catalog.place(
                          "java:" + LoopbackProvider.class.getName(), LoopbackProvider.create());
                    })
                .build();
        SocketPair sockets = winsock.connectedPair()) {
      assertThat(winsock.catalog().orphans()).isEmpty();
      assertThat(sockets.client().send(WsaBuffers.of(hello))).isEqualTo(5);
    }
  }
}
