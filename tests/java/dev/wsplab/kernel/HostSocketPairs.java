package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Connected sockets of the system over loopback; closes all it made. */
final class HostSocketPairs implements AutoCloseable {
  static final int INET = 2;
  static final int INET6 = 23;
  private static final int STREAM = 1;

  private final HostSockets sockets = Kernel.get().hostSockets();
  private final List<Integer> made = new ArrayList<>();

  record Pair(int client, int server) {}

  /** Returns the loopback address of a family, port 0. */
  static byte[] loopback(int family) {
    byte[] address = new byte[family == INET ? 16 : 28];
    address[0] = (byte) family;
    if (family == INET) {
      address[4] = 127;
      address[7] = 1;
    } else {
      address[23] = 1;
    }
    return address;
  }

  int open(int family, int type) {
    return own(sockets.open(family, type, 0));
  }

  int bound(int family, int type) {
    int socket = open(family, type);
    assertThat(sockets.bind(socket, loopback(family))).isZero();
    return socket;
  }

  Pair connect(int family) {
    int listener = bound(family, STREAM);
    assertThat(sockets.listen(listener, 4)).isZero();
    int client = open(family, STREAM);
    assertThat(sockets.connect(client, sockets.localAddress(listener).bytes()))
        .isIn(0, -sockets.constant("EINPROGRESS"));
    awaitReady(listener, HostPoller.IN);
    int server = own(sockets.accept(listener));
    awaitReady(client, HostPoller.OUT);
    return new Pair(client, server);
  }

  /** Waits until a socket is ready for this; ends with the test's own time limit. */
  void awaitReady(int socket, int wanted) {
    int[] seen = {0};
    try (HostPoller poller = new HostPoller()) {
      assertThat(poller.add(socket, 1)).isZero();
      while ((seen[0] & wanted) == 0) {
        assertThat(poller.await((cookie, changes) -> seen[0] |= changes)).isTrue();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int own(int socket) {
    assertThat(socket).isNotNegative();
    made.add(socket);
    return socket;
  }

  /** Closes one of them now. */
  void close(int socket) {
    assertThat(made.remove((Integer) socket)).isTrue();
    assertThat(sockets.close(socket)).isZero();
  }

  @Override
  public void close() {
    made.forEach(sockets::close);
    made.clear();
  }
}
