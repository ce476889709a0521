package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.Event;
import dev.wsplab.client.SocketPair;
import dev.wsplab.junit.WithWinsock.Base;
import dev.wsplab.junit.WithWinsock.Scope;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that leave something behind; run by LeakTest. */
final class LeakingCases {
  private LeakingCases() {}

  @WithWinsock(base = Base.LOOPBACK)
  static class OpenSocket {
    @Test
    void forgetsASocket(Winsock winsock) {
      ClientSocket forgotten = winsock.tcpSocket();
      assertThat(forgotten.handle().isInvalid()).isFalse();
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class OpenAfterAFailure {
    @Test
    void failsAndForgetsAnEvent(Winsock winsock) {
      Event forgotten = winsock.event();
      assertThat(forgotten.handle().value()).as("the test's own failure").isZero();
    }
  }

  @WithWinsock(base = Base.LOOPBACK, leaks = false)
  static class OpenButNotAskedFor {
    @Test
    void forgetsASocket(Winsock winsock) {
      assertThat(winsock.tcpSocket().handle().isInvalid()).isFalse();
    }
  }

  @WithWinsock(base = Base.LOOPBACK, scope = Scope.CLASS)
  static class OpenInAClass {
    @Test
    void forgetsASocket(Winsock winsock) {
      assertThat(winsock.tcpSocket().handle().isInvalid()).isFalse();
    }
  }

  /** What a receive needs; lives longer than the environment. */
  abstract static class Receiving {
    OverlappedBlock structures;
    NativeBlock room;

    @BeforeEach
    void allocate() {
      structures = OverlappedBlock.allocate(1);
      room = NativeBlock.allocate(16);
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class Pending extends Receiving {
    @Test
    void forgetsAReceive(Winsock winsock) {
      SocketPair sockets = winsock.connectedPair();
      assertThat(sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped()))
          .isFalse();
    }
  }

  @WithWinsock(base = Base.LOOPBACK, layers = SwallowingLayer.class)
  static class Owed extends Receiving {
    @Test
    void closesTheSocketOfAReceive(Winsock winsock) {
      try (SocketPair sockets = winsock.connectedPair()) {
        sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped());
      }
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class RoutineThatNeverRan extends Receiving {
    @Test
    void neverWaitsAlertably(Winsock winsock) {
      try (SocketPair sockets = winsock.connectedPair()) {
        sockets
            .server()
            .startRecv(WsaBuffers.of(room), structures.overlapped(), (e, b, o, f) -> {});
      }
    }

    @AfterEach
    void free() {
      room.close();
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class ClosedByTheTestItself {
    @Test
    void closesTheEnvironmentWithAnOpenEvent(Winsock winsock) {
      Event event = winsock.event();
      winsock.close();
      event.close();
    }
  }
}
