package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.host.Catalog;
import dev.wsplab.host.CatalogDifference;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ProtocolInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of docs/catalogs.md. */
class CatalogTest {
  public static final class MyLayer extends LayeredProvider {}

  private static Winsock.Builder plain() {
    return Winsock.builder().base(LoopbackProvider.create());
  }

  @Test
  void whatAnInstallerChanges() {
    try (Winsock winsock = plain().build()) {
      Catalog catalog = winsock.catalog();
      List<ProtocolInfo> before = catalog.entries();
      MyLayer layer = new MyLayer();
      catalog.installLayer(layer, layer.id(), "My layer", false);

      CatalogDifference difference = CatalogDifference.between(before, catalog.entries());
      System.out.println(difference);

      assertThat(difference.added()).hasSize(3); // the layer itself, and TCP over IPv4 and IPv6
      assertThat(difference.removed()).isEmpty();
      assertThat(catalog.orphans()).isEmpty();
    }
  }
}
