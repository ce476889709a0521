package dev.wsplab.conformance.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.junit.WithWinsock;
import dev.wsplab.junit.WithWinsock.Base;
import example.EchoClient;
import example.HastyClient;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of clients, as their authors have them; run by TestClassCheckTest. */
final class ClientCases {
  private ClientCases() {}

  @WithWinsock(base = Base.LOOPBACK)
  static class Mixed {
    @Test
    void echoes(Winsock winsock) {
      new EchoClient().run(winsock);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void greets(int times, Winsock winsock) {
      for (int i = 0; i < times; i++) {
        HastyClient.main(winsock, new String[0]);
      }
    }

    @Nested
    class Inner {
      @Test
      void selects(Winsock winsock) {
        FaultyClients.selectsWithEmptySets(winsock);
      }
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class Skipping {
    @Test
    void waitsForItsPacket(Winsock winsock) {
      FaultyClients.skipsPackets(winsock);
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class BrokenAnyway {
    @Test
    void fails(Winsock winsock) {
      assertThat(winsock.openHandles()).isNegative();
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class BrokenInPart {
    @Test
    void fails(Winsock winsock) {
      assertThat(winsock.openHandles()).isNegative();
    }

    @Test
    void greets(Winsock winsock) {
      HastyClient.main(winsock, new String[0]);
    }
  }

  static class WithoutWinsock {
    @Test
    void isSomethingElse() {
      assertThat(getClass()).isNotNull();
    }
  }

  static class WithoutTests {}
}
