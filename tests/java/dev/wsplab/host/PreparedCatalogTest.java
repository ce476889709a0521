package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.LspCategories;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.Winsock2;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Winsock whose catalog is set up before its application starts. */
class PreparedCatalogTest {
  private static final Guid LAYER = Guid.of("11111111-2222-3333-4444-555555555555");
  private static final String PATH = "%ProgramFiles%\\layer.dll";

  @TempDir Path folder;

  /** Passes everything through. */
  private static final class Layer extends LayeredProvider {}

  private static void install(CatalogFunctions wsc) {
    assertThat(wsc.wscInstallProviderAndChains(LAYER, PATH, "layer", 0, null).succeeded()).isTrue();
    try (NativeBlock info = NativeBlock.allocate(4)) {
      info.buffer().putInt(0, LspCategories.LSP_PROXY);
      wsc.wscSetProviderInfo(LAYER, 0, info.address(), 4, 0).orThrow("WSCSetProviderInfo");
    }
    wsc.wscSetApplicationCategory("firewall.exe", null, LspCategories.LSP_FIREWALL);
    wsc.wscSetApplicationCategory("browser.exe", null, LspCategories.LSP_PROXY);
  }

  private static ProtocolInfo entryOfASocket(Winsock winsock) {
    try (ClientSocket socket = winsock.tcpSocket()) {
      OptionResult told =
          winsock
              .ws2_32()
              .getsockopt(
                  socket.handle(),
                  Winsock2.SOL_SOCKET,
                  Winsock2.SO_PROTOCOL_INFOW,
                  ProtocolInfo.SIZE);
      return ProtocolInfoLayout.fromBytes(told.value());
    }
  }

  private static WinsockBuilder builder() {
    return Winsock.builder().base(LoopbackProvider.create());
  }

  /** CAT-LSP-1, CAT-LSP-3. */
  @Test
  void givenCategories_whenApplicationsStart_thenEachLoadsWhatItPermits() {
    for (String name : List.of("firewall.exe", "browser.exe", "other.exe")) {
      try (Winsock winsock =
          builder()
              .application(name, null)
              .prepare(
                  catalog -> {
                    catalog.place(PATH, new Layer());
                    install(catalog.functions());
                  })
              .build()) {
        assertThat(entryOfASocket(winsock).chainLength())
            .as(name)
            .isEqualTo(name.equals("firewall.exe") ? 1 : 2);
      }
    }
  }

  /** A stored catalog is used by another Winsock with the same ids, order and categories. */
  @Test
  void givenCatalogFile_whenAnotherWinsockTakesIt_thenItsSocketsAreMadeWithTheSameEntry()
      throws IOException {
    Path file = folder.resolve("catalog.txt");
    ProtocolInfo before;
    try (Winsock first =
        builder()
            .prepare(
                catalog -> {
                  catalog.place(PATH, new Layer());
                  install(catalog.functions());
                })
            .build()) {
      before = entryOfASocket(first);
      first.catalog().toFile().write(file);
    }
    try (Winsock second = builder().prepare(catalog -> restore(catalog, file)).build()) {
      assertThat(second.catalog().orphans()).isEmpty();
      assertThat(entryOfASocket(second)).isEqualTo(before);
      assertThat(second.catalog().toFile()).isEqualTo(CatalogFile.read(file));
    }
    try (Winsock third =
        builder()
            .application("firewall.exe", "-x") // CAT-LSP-4: nobody has categorized it with that
            .prepare(catalog -> restore(catalog, file))
            .build()) {
      assertThat(entryOfASocket(third).chainLength()).isEqualTo(1);
    }
  }

  private static void restore(Catalog catalog, Path file) {
    try {
      catalog.place(PATH, new Layer());
      catalog.restore(CatalogFile.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void givenPreparationThatFails_whenBuilt_thenItsExceptionComesOut() {
    WinsockBuilder builder =
        builder()
            .prepare(
                catalog -> {
                  throw new IllegalStateException("no catalog");
                });

    assertThatThrownBy(builder::build).hasMessage("no catalog");
  }
}
