package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hosted module installs, orders, changes and removes providers: each WSC function reaches its
 * environment's catalog, under its own name and its twin's for 32-bit programs (CAT-INST-1,
 * CAT-ORDER-1).
 */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class CatalogFromCTest {
  @ParameterizedTest(name = "twins: {0}")
  @ValueSource(ints = {0, 1})
  void givenAModule_whenItInstallsChangesAndRemoves_thenTheCatalogSaysSo(int twins) {
    NativeProvider provider = Modules.provider("catalog_calls");
    try (Winsock winsock = ModuleWorld.over(provider);
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(socket.handle()).isNotNull();
      int before = winsock.ws2_32().catalogFunctions().wscEnumProtocols(null, 0, 0).length();
      LoadedModule module = provider.hosted().loaded();

      long line = module.call("catalog_calls", module.symbol("catalog_calls"), twins);

      assertThat(line).as("the line of catalog_calls.c that did not find what it needs").isZero();
      assertThat(winsock.ws2_32().catalogFunctions().wscEnumProtocols(null, 0, 0).length())
          .as("the size of the catalog: what was installed is gone")
          .isEqualTo(before);
    }
  }
}
