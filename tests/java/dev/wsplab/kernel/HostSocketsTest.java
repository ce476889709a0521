package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One method, one system call: results, errors, addresses. */
@Timeout(60)
class HostSocketsTest extends KernelFixture {
  private static final int STREAM = 1;
  private static final int DATAGRAM = 2;

  private final HostSockets sockets = kernel.hostSockets();
  private final HostSocketPairs pairs = new HostSocketPairs();

  @AfterEach
  void closeSockets() {
    pairs.close();
  }

  /** Whether the host's own sockets are Winsock's. */
  private boolean isWinsock() {
    return sockets.constant("SO_EXCLUSIVEADDRUSE") != -1;
  }

  private int error(String name) {
    return -sockets.constant(name);
  }

  private long send(int socket, String text, int flags, byte[] to) {
    try (NativeBlock block = NativeBlock.copyOf(text.getBytes(StandardCharsets.US_ASCII))) {
      return sockets.send(
          socket, new long[] {block.address()}, new long[] {block.size()}, flags, to);
    }
  }

  private String receive(int socket, int room, int flags) {
    try (NativeBlock block = NativeBlock.allocate(room)) {
      long got = sockets.recv(socket, new long[] {block.address()}, new long[] {room}, flags, null);
      assertThat(got).isNotNegative();
      return new String(block.bytes(0, (int) got), StandardCharsets.US_ASCII);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {HostSocketPairs.INET, HostSocketPairs.INET6})
  void givenConnection_whenSent_thenItIsReceivedAndAddressesMirror(int family) {
    HostSocketPairs.Pair pair = pairs.connect(family);
    HostSockets.AddressOrError client = sockets.localAddress(pair.client());
    assertThat(client).usingRecursiveComparison().isEqualTo(sockets.peerAddress(pair.server()));
    assertThat(client.error()).isZero();
    assertThat(client.bytes()).hasSize(family == HostSocketPairs.INET ? 16 : 28);
    assertThat(client.bytes()[0]).isEqualTo((byte) family);

    assertThat(send(pair.client(), "hello", 0, null)).isEqualTo(5);

    await("data", () -> sockets.available(pair.server()) == 5);
    assertThat(receive(pair.server(), 2, sockets.constant("MSG_PEEK"))).isEqualTo("he");
    assertThat(receive(pair.server(), 99, 0)).isEqualTo("hello");
    assertThat(sockets.available(pair.server())).isZero();
  }

  @Test
  void givenSeveralBuffers_whenReceived_thenTheyAreFilledInOrder() {
    HostSocketPairs.Pair pair = pairs.connect(HostSocketPairs.INET);
    try (NativeBlock block = NativeBlock.allocate(8)) {
      send(pair.client(), "abcdef", 0, null);
      await("data", () -> sockets.available(pair.server()) == 6);
      long[] addresses = {block.address() + 4, block.address()};

      long got = sockets.recv(pair.server(), addresses, new long[] {4, 4}, 0, null);

      assertThat(got).isEqualTo(6);
      assertThat(new String(block.bytes(0, 8), StandardCharsets.US_ASCII)).isEqualTo("ef\0\0abcd");
    }
  }

  @Test
  void givenMoreBuffersThanOneCallTakes_whenSent_thenTheRestIsLeft() {
    HostSocketPairs.Pair pair = pairs.connect(HostSocketPairs.INET);
    try (NativeBlock block = NativeBlock.allocate(1)) {
      long[] addresses = new long[HostSockets.MAX_BUFFERS + 6];
      long[] lengths = new long[addresses.length];
      Arrays.fill(addresses, block.address());
      Arrays.fill(lengths, 1);

      assertThat(sockets.send(pair.client(), addresses, lengths, 0, null))
          .isEqualTo(HostSockets.MAX_BUFFERS);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {HostSocketPairs.INET, HostSocketPairs.INET6})
  void givenDatagramThatIsTooLarge_whenReceived_thenItIsCutAndTheFlagAndSenderSaySo(int family) {
    int a = pairs.bound(family, DATAGRAM);
    int b = pairs.bound(family, DATAGRAM);
    assertThat(send(a, "hello", 0, sockets.localAddress(b).bytes())).isEqualTo(5);
    await("data", () -> sockets.available(b) == 5);
    byte[] from = new byte[28];

    try (NativeBlock block = NativeBlock.allocate(3)) {
      long got = sockets.recv(b, new long[] {block.address()}, new long[] {3}, 0, from);

      assertThat((int) got).isEqualTo(3);
      int truncated = sockets.constant("MSG_TRUNC");
      assertThat((int) (got >> 32) & truncated).isEqualTo(truncated);
    }
    assertThat(from).startsWith(sockets.localAddress(a).bytes());
  }

  @Test
  void givenUrgentByte_whenReadUpToTheMark_thenMarkIsSeenAndByteIsRead() {
    HostSocketPairs.Pair pair = pairs.connect(HostSocketPairs.INET);
    int oob = sockets.constant("MSG_OOB");
    assertThat(sockets.atMark(pair.server())).isEqualTo(isWinsock() ? 1 : 0);
    send(pair.client(), "ab", 0, null);
    send(pair.client(), "!", oob, null);
    pairs.awaitReady(pair.server(), HostPoller.URGENT);
    if (!isWinsock()) {
      assertThat(sockets.atMark(pair.server())).isZero();
    }

    assertThat(receive(pair.server(), 9, 0)).isEqualTo("ab");

    if (!isWinsock()) {
      await("the mark", () -> sockets.atMark(pair.server()) == 1);
    }
    assertThat(receive(pair.server(), 1, oob)).isEqualTo("!");
  }

  @Test
  void givenBadAddresses_whenDataIsMoved_thenItIsEfaultAndTheJvmLives() {
    HostSocketPairs.Pair pair = pairs.connect(HostSocketPairs.INET);
    send(pair.client(), "data", 0, null);
    await("data", () -> sockets.available(pair.server()) == 4);
    long[] bad = {0x10};
    long[] length = {4};

    assertThat(sockets.send(pair.client(), bad, length, 0, null)).isEqualTo(error("EFAULT"));
    assertThat(sockets.recv(pair.server(), bad, length, 0, null)).isEqualTo(error("EFAULT"));
  }

  @Test
  void givenShutDown_whenPeerReceives_thenItIsTheEndAndSendingIsRefused() {
    HostSocketPairs.Pair pair = pairs.connect(HostSocketPairs.INET);
    assertThat(sockets.shutdown(pair.client(), 1)).isZero();

    pairs.awaitReady(pair.server(), HostPoller.HANGUP);
    assertThat(receive(pair.server(), 4, 0)).isEmpty();
    assertThat(send(pair.client(), "x", 0, null))
        .isEqualTo(isWinsock() ? error("ESHUTDOWN") : error("EPIPE"));
  }

  @Test
  void givenOption_whenWritten_thenItIsReadBackAndUnknownOnesAreRefused() {
    int socket = pairs.open(HostSocketPairs.INET, STREAM);
    int tcp = sockets.constant("IPPROTO_TCP");
    int noDelay = sockets.constant("TCP_NODELAY");
    byte[] value = new byte[8];

    assertThat(sockets.setOption(socket, tcp, noDelay, new byte[] {1, 0, 0, 0})).isZero();

    assertThat(sockets.getOption(socket, tcp, noDelay, value)).isEqualTo(4);
    assertThat(value[0]).isNotZero();
    assertThat(sockets.getOption(socket, tcp, 9999, value)).isEqualTo(error("ENOPROTOOPT"));
    assertThat(
            sockets.setOption(
                socket, sockets.constant("SOL_SOCKET"), sockets.constant("SO_RCVBUF"), new byte[1]))
        .isEqualTo(isWinsock() ? error("EFAULT") : error("EINVAL"));
    assertThat(sockets.getOption(socket, tcp, noDelay, new byte[400])).isEqualTo(4);
  }

  /** As on Windows. */
  @Test
  void givenNewIpv6Socket_whenAsked_thenItCarriesIpv6Alone() {
    byte[] value = new byte[4];
    int socket = pairs.open(HostSocketPairs.INET6, STREAM);
    sockets.getOption(
        socket, sockets.constant("IPPROTO_IPV6"), sockets.constant("IPV6_V6ONLY"), value);

    assertThat(value).containsExactly(1, 0, 0, 0);
  }

  @Test
  void givenNothingToAcceptOrReceive_whenAsked_thenCallsDoNotBlock() {
    int listener = pairs.bound(HostSocketPairs.INET, STREAM);
    assertThat(sockets.listen(listener, 1)).isZero();
    HostSocketPairs.Pair pair = pairs.connect(HostSocketPairs.INET);

    assertThat(sockets.accept(listener)).isEqualTo(error("EAGAIN"));
    try (NativeBlock block = NativeBlock.allocate(1)) {
      long[] at = {block.address()};
      assertThat(sockets.recv(pair.server(), at, new long[] {1}, 0, null))
          .isEqualTo(error("EAGAIN"));
    }
  }

  static Stream<Arguments> addressesThatAreNone() {
    return Stream.of(
        Arguments.of(new byte[0], "EINVAL"),
        Arguments.of(new byte[] {2}, "EINVAL"),
        Arguments.of(Arrays.copyOf(new byte[] {2}, 15), "EINVAL"),
        Arguments.of(Arrays.copyOf(new byte[] {23}, 27), "EINVAL"),
        Arguments.of(Arrays.copyOf(new byte[] {10}, 28), "EAFNOSUPPORT"),
        Arguments.of(new byte[128], "EAFNOSUPPORT"));
  }

  @ParameterizedTest
  @MethodSource("addressesThatAreNone")
  void givenAddressThatIsNone_whenUsed_thenItIsRefused(byte[] address, String name) {
    int socket = pairs.open(HostSocketPairs.INET, STREAM);
    assertThat(sockets.bind(socket, address)).isEqualTo(error(name));
    assertThat(sockets.connect(socket, address)).isEqualTo(error(name));
    assertThat(send(socket, "x", 0, address)).isEqualTo(error(name));
  }

  @Test
  void givenNoSocket_whenAnythingIsAsked_thenItIsEbadf() {
    byte[] address = HostSocketPairs.loopback(HostSocketPairs.INET);
    int bad = error("EBADF");
    assertThat(sockets.bind(-1, address)).isEqualTo(bad);
    assertThat(sockets.connect(-1, address)).isEqualTo(bad);
    assertThat(sockets.listen(-1, 1)).isEqualTo(bad);
    assertThat(sockets.accept(-1)).isEqualTo(bad);
    assertThat(sockets.shutdown(-1, 0)).isEqualTo(bad);
    assertThat(sockets.localAddress(-1).error()).isEqualTo(-bad);
    assertThat(sockets.peerAddress(-1).bytes()).isEmpty();
    assertThat(send(-1, "x", 0, null)).isEqualTo(bad);
    assertThat(sockets.available(-1)).isEqualTo(bad);
    assertThat(sockets.unsent(-1)).isEqualTo(bad);
    assertThat(sockets.atMark(-1)).isEqualTo(bad);
    assertThat(sockets.base(-1)).isEqualTo(bad);
    assertThat(sockets.getOption(-1, 1, 1, new byte[4])).isEqualTo(bad);
    assertThat(sockets.setOption(-1, 1, 1, new byte[4])).isEqualTo(bad);
    assertThat(sockets.close(-1)).isEqualTo(bad);
    assertThat(sockets.open(99, STREAM, 0)).isEqualTo(error("EAFNOSUPPORT"));
    assertThat(sockets.constant("ENOSUCHNAME")).isEqualTo(-1);
  }

  @Test
  void givenArgumentsThatDoNotFit_whenPassed_thenTheyAreRefusedBeforeTheSystemSeesThem() {
    long[] one = {0};
    assertThatThrownBy(() -> sockets.send(-1, one, new long[2], 0, null))
        .hasMessageContaining("addresses.length=1, lengths.length=2");
    assertThatThrownBy(() -> sockets.recv(-1, one, one, 0, new byte[16]))
        .hasMessageContaining("from.length=16");
  }

  /** A null that reached the natives would end the JVM. */
  @Test
  void givenNull_whenPassed_thenItIsANullPointerException() {
    Stream.<Runnable>of(
            () -> sockets.bind(-1, null),
            () -> sockets.connect(-1, null),
            () -> sockets.send(-1, null, null, 0, null),
            () -> sockets.recv(-1, null, null, 0, null),
            () -> sockets.getOption(-1, 0, 0, null),
            () -> sockets.setOption(-1, 0, 0, null),
            () -> sockets.constant(null))
        .forEach(call -> assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class));
  }
}
