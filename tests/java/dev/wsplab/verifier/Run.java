package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ServiceProvider;
import java.util.List;

/** A client's run over one provider, and what the verifier found in it. */
record Run(List<Violation> found, String provider) {
  /** What the client does. */
  @FunctionalInterface
  interface Client {
    void use(Winsock winsock) throws Exception;
  }

  /** Over a layer on a correct base. */
  static Run overLayer(ServiceProvider layer, Client client) {
    return over(
        Winsock.builder().base(LoopbackProvider.create()).layer(layer), layer.getClass(), client);
  }

  /** On a base. */
  static Run onBase(ServiceProvider base, Client client) {
    return over(
        Winsock.builder().base(base, LoopbackProvider.protocols()), base.getClass(), client);
  }

  /** Over whatever was set up. */
  static Run over(WinsockBuilder builder, Class<?> provider, Client client) {
    Winsock winsock = builder.verify(Verifier.Mode.REPORT).build();
    try {
      client.use(winsock);
    } catch (Exception e) {
      throw new AssertionError("the client failed", e);
    } finally {
      winsock.close();
    }
    Broken.requireOnlyWhatIsSaid(winsock.violations());
    return new Run(winsock.violations(), "java:" + provider.getName());
  }

  /** Nothing but this was found, and at least once. */
  void broke(Check check) {
    assertThat(found).as("violations").isNotEmpty();
    assertThat(found)
        .allSatisfy(
            violation -> {
              assertThat(violation.rule()).as(violation.report()).isEqualTo(check.rule());
              assertThat(violation.what()).isEqualTo(check.what());
              assertThat(violation.remedy()).isEqualTo(check.remedy());
              assertThat(violation.provider()).isEqualTo(provider);
            });
  }

  /** Nothing was found. */
  void brokeNothing() {
    assertThat(found).extracting(Violation::report).isEmpty();
  }

  /** The first violation's text. */
  String seen() {
    return found.get(0).seen();
  }
}
