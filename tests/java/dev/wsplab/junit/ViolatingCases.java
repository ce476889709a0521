package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.junit.WithWinsock.Base;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.verifier.Verifier;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Tests over a layer that breaks WSP-ERR-1; run by ViolationTest. */
final class ViolatingCases {
  private ViolatingCases() {}

  /** Answers WSPListen with a code that its page does not name. */
  public static final class OddErrorLayer extends LayeredProvider {
    @Override
    public CallResult wspListen(SocketHandle s, int backlog) {
      return CallResult.failed(4711);
    }
  }

  private static void listen(Winsock winsock) {
    try (ClientSocket socket = winsock.tcpSocket()) {
      socket.bind(new InetSocketAddress("127.0.0.1", 0));
      assertThatThrownBy(() -> socket.listen(1)).isInstanceOf(WinsockException.class);
    }
  }

  @WithWinsock(base = Base.LOOPBACK, layers = OddErrorLayer.class)
  static class ByDefault {
    @Test
    void passesButForTheLayer(Winsock winsock) {
      listen(winsock);
    }
  }

  @WithWinsock(base = Base.LOOPBACK, layers = OddErrorLayer.class)
  static class AfterAFailure {
    @Test
    void failsItself(Winsock winsock) {
      listen(winsock);
      assertThat(winsock).as("the test's own failure").isNull();
    }
  }

  @WithWinsock(base = Base.LOOPBACK, layers = OddErrorLayer.class, verify = Verifier.Mode.REPORT)
  static class Reported {
    @Test
    void decidesItself(Winsock winsock) {
      listen(winsock);
      assertThat(winsock.violations()).extracting(Violation::rule).containsExactly("WSP-ERR-1");
    }
  }

  @WithWinsock(base = Base.LOOPBACK, layers = OddErrorLayer.class, verify = Verifier.Mode.OFF)
  static class Unwatched {
    @Test
    void hearsNothing(Winsock winsock) {
      listen(winsock);
      assertThat(winsock.violations()).isEmpty();
    }
  }

  @WithWinsock(base = Base.LOOPBACK, layers = OddErrorLayer.class)
  static class ManyOfOneName {
    @Test
    void overloaded(Winsock winsock) {
      listen(winsock);
    }

    @Test
    void overloaded(Winsock winsock, TestInfo info) {
      listen(winsock);
    }

    @RepeatedTest(2)
    void repeated(Winsock winsock) {
      listen(winsock);
    }
  }
}
