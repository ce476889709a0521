package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.CategoryResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.LspCategories;
import dev.wsplab.spi.ProviderInfoResult;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WSC functions of categories, and those of namespace providers. */
class WscCategoriesTest extends HostFixture {
  private static final Guid LAYER = Guid.of("11111111-2222-3333-4444-555555555555");
  private static final int FIREWALL = LspCategories.LSP_FIREWALL;
  private static final int SYSTEM = LspCategories.LSP_SYSTEM;
  private static final String APP = "C:\\foo.exe";

  private final NativeBlock info = NativeBlock.allocate(8);
  private CatalogFunctions wsc;

  @BeforeEach
  void layer() {
    wsc = ws2.catalogFunctions();
    wsc.wscInstallProviderAndChains(LAYER, "layer.dll", "layer", 0, null);
  }

  @AfterEach
  void free() {
    info.close();
  }

  private CallResult set(int categories) {
    info.buffer().putInt(0, categories);
    return wsc.wscSetProviderInfo(LAYER, 0, info.address(), 4, 0);
  }

  private int categories() {
    info.buffer().putInt(0, -1);
    assertThat(wsc.wscGetProviderInfo(LAYER, 0, info.address(), 8, 0))
        .isEqualTo(ProviderInfoResult.of(4));
    return info.buffer().getInt(0);
  }

  private void assertGetFails(int error, int size, ProviderInfoResult result) {
    assertThat(result).isEqualTo(ProviderInfoResult.failed(error, size));
  }

  /** What was set last counts; a layer that is installed anew has none. */
  @Test
  void givenWSCSetProviderInfo_whenWSCGetProviderInfo_thenTheCategoriesUntilTheLayerIsRemoved() {
    assertThat(categories()).isZero();

    assertThat(set(FIREWALL | SYSTEM)).isEqualTo(CallResult.OK);
    assertThat(categories()).isEqualTo(FIREWALL | SYSTEM);
    assertThat(set(LspCategories.LSP_PROXY)).isEqualTo(CallResult.OK);
    assertThat(categories()).isEqualTo(LspCategories.LSP_PROXY);

    wsc.wscDeinstallProvider(LAYER);
    wsc.wscInstallProviderAndChains(LAYER, "layer.dll", "layer", 0, null);
    assertThat(categories()).isZero();
  }

  /** WIN-61: the id before all else; then CAT-LSP-2's order. */
  @Test
  void givenWrongArguments_whenInfoIsAsked_thenTheyAreJudgedInOrder() {
    int fault = WsaError.WSAEFAULT.code();
    long at = info.address();
    Guid unknown = Guid.random();

    assertGetFails(fault, 4, wsc.wscGetProviderInfo(null, 9, at, 4, 0));
    assertGetFails(
        WsaError.WSANO_RECOVERY.code(), 0, wsc.wscGetProviderInfo(unknown, 9, 0, null, 1));
    assertGetFails(fault, 0, wsc.wscGetProviderInfo(LAYER, 1, at, null, 0));
    assertGetFails(120, 4, wsc.wscGetProviderInfo(LAYER, 1, at, 4, 0));
    assertGetFails(WsaError.WSAEINVAL.code(), 4, wsc.wscGetProviderInfo(LAYER, 2, at, 4, 0));
    assertGetFails(WsaError.WSAEINVAL.code(), 4, wsc.wscGetProviderInfo(LAYER, 0, at, 4, 1));
    assertGetFails(
        WsaError.WSAEINVALIDPROVIDER.code(),
        4,
        wsc.wscGetProviderInfo(ScriptedBase.ID, 0, at, 4, 0));
    assertGetFails(fault, 4, wsc.wscGetProviderInfo(LAYER, 0, 0, 9, 0));
    assertGetFails(fault, 4, wsc.wscGetProviderInfo(LAYER, 0, at, 3, 0));
    assertGetFails(fault, 4, wsc.wscGetProviderInfo(LAYER, 0, 8, 4, 0));
  }

  /** The same for setting; a refused call changes nothing. */
  @Test
  void givenWrongArguments_whenInfoIsSet_thenTheyAreJudgedInOrderAndNothingChanges() {
    set(FIREWALL);
    long at = info.address();
    info.buffer().putInt(0, SYSTEM);

    assertThat(wsc.wscSetProviderInfo(null, 9, at, 4, 0).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(wsc.wscSetProviderInfo(Guid.random(), 9, 0, 0, 1).errno())
        .isEqualTo(WsaError.WSANO_RECOVERY.code());
    assertThat(wsc.wscSetProviderInfo(LAYER, 1, 0, 4, 0).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(wsc.wscSetProviderInfo(LAYER, 1, at, 4, 0).errno()).isEqualTo(120);
    assertThat(wsc.wscSetProviderInfo(LAYER, 7, at, 4, 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscSetProviderInfo(LAYER, 0, at, 3, 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscSetProviderInfo(ScriptedBase.ID, 0, at, 4, 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscSetProviderInfo(LAYER, 0, 8, 4, 0).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(categories()).isEqualTo(FIREWALL);
  }

  /** CAT-LSP-1: OR-ed; path and command line together are the application. */
  @Test
  void givenWSCSetApplicationCategoryTwice_whenWSCGetApplicationCategory_thenBothCount() {
    assertThat(wsc.wscGetApplicationCategory(APP, null))
        .isEqualTo(CategoryResult.failed(WsaError.WSASERVICE_NOT_FOUND));

    assertThat(wsc.wscSetApplicationCategory(APP, null, SYSTEM)).isEqualTo(CategoryResult.of(0));
    assertThat(wsc.wscSetApplicationCategory("c:\\FOO.exe", null, FIREWALL))
        .isEqualTo(CategoryResult.of(SYSTEM));
    assertThat(wsc.wscSetApplicationCategory(APP, "-k a", 0)).isEqualTo(CategoryResult.of(0));

    assertThat(wsc.wscGetApplicationCategory(APP, null))
        .isEqualTo(CategoryResult.of(SYSTEM | FIREWALL));
    assertThat(wsc.wscGetApplicationCategory(APP, "-k a")).isEqualTo(CategoryResult.of(0));
    assertThat(wsc.wscGetApplicationCategory(APP, "-k b").errno())
        .isEqualTo(WsaError.WSASERVICE_NOT_FOUND.code());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 260})
  void givenPathThatIsEmptyOrTooLong_whenUsed_thenItIsInvalid(int length) {
    String path = "x".repeat(length);

    assertThat(wsc.wscSetApplicationCategory(path, null, 1).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscGetApplicationCategory(path, null).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscSetApplicationCategory(null, null, 1).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(wsc.wscGetApplicationCategory(null, null).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }

  @Test
  void givenNameSpaceProviders_whenInstalledOrNamed_thenTheyAreRefused() {
    Guid id = Guid.random();

    assertThat(wsc.wscInstallNameSpace("ns", "ns.dll", 12, 1, id).errno())
        .isEqualTo(WsaError.WSAEACCES.code());
    assertThat(wsc.wscInstallNameSpace("ns", null, 12, 1, id).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscUnInstallNameSpace(id).errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscUnInstallNameSpace(null).errno()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(wsc.wscEnableNSProvider(id, true).errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscEnableNSProvider(null, true).errno()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(wsc.wscWriteNameSpaceOrder(null)).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(wsc.wscWriteNameSpaceOrder(List.of(id))).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(wsc.wscWriteNameSpaceOrder(List.of())).isZero();
  }
}
