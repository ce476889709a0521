package dev.wsplab.provider;

import static dev.wsplab.provider.network.TcpWorld.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Extensions;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.DatagramWorld;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.WsaError;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The extension function of {@code WSAID_WSAPOLL} (CONST-GUID-1, WSP-IOCTL-3, WSP-IOCTL-4). */
class ExtensionPollTest {
  private static final SocketHandle FOREIGN = new SocketHandle(0x7FFF_F000L);

  static final class PassThrough extends LayeredProvider {
    PassThrough(LayerForm form) {
      super(form);
    }
  }

  static Stream<Arguments> layers() {
    return Base.withSystemHandles().stream()
        .flatMap(base -> Arrays.stream(LayerForm.values()).map(form -> Arguments.of(base, form)));
  }

  private static void pollsStreamAndDatagram(TcpWorld world) {
    Extensions extensions = world.ws2.extensions();
    DatagramWorld udp = new DatagramWorld(world);
    TcpWorld.Pair pair = world.connected();
    SocketHandle receiver = udp.bound();
    udp.send(udp.socket(), "x", receiver);
    world.send(pair.client(), "x");

    List<PollFd> both =
        List.of(
            new PollFd(pair.client(), PollFd.POLLRDNORM),
            new PollFd(pair.server(), PollFd.POLLRDNORM),
            new PollFd(FOREIGN, PollFd.POLLRDNORM),
            new PollFd(new SocketHandle(-1), PollFd.POLLRDNORM));
    PollResult streams = extensions.wsaPoll(both, TcpWorld.BOUND_MILLIS);
    assertThat(streams.revents()).containsExactly(0, PollFd.POLLRDNORM, PollFd.POLLNVAL, 0);
    assertThat(streams.returnValue()).isEqualTo(2);
    PollResult datagram =
        extensions.wsaPoll(List.of(new PollFd(receiver, PollFd.POLLRDNORM)), TcpWorld.BOUND_MILLIS);
    assertThat(datagram.revents()).containsExactly(PollFd.POLLRDNORM);
    assertThat(extensions.wsaPoll(both.subList(0, 1), 0).returnValue()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Base.class)
  void givenBase_whenPolledByItsPointer_thenEachSocketsStateIsTold(Base base) {
    try (TcpWorld world = new TcpWorld(base)) {
      pollsStreamAndDatagram(world);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void givenLayer_whenPolledByItsPointer_thenItsHandlesAreTranslated_WSP_IOCTL_4(
      Base base, LayerForm form) {
    try (TcpWorld world = new TcpWorld(base, List.of(new PassThrough(form)))) {
      pollsStreamAndDatagram(world);
    }
  }

  @ParameterizedTest
  @EnumSource(Base.class)
  void givenNothingToPoll_whenPolledByPointer_thenTheErrorIsThatOfWSAPoll(Base base) {
    try (TcpWorld world = new TcpWorld(base)) {
      Extensions extensions = world.ws2.extensions();

      assertThat(extensions.wsaPoll(null, 0).errno()).isEqualTo(code(WsaError.WSAEFAULT));
      assertThat(extensions.wsaPoll(List.of(), 0).errno()).isEqualTo(code(WsaError.WSAEINVAL));
      assertThat(extensions.wsaPoll(List.of(new PollFd(SocketHandle.INVALID, 0)), 0).errno())
          .as("a negative one is ignored")
          .isEqualTo(code(WsaError.WSAEINVAL));
      assertThat(extensions.wsaPoll(List.of(new PollFd(FOREIGN, 0)), 0).errno())
          .isEqualTo(code(WsaError.WSAENOTSOCK));
      assertThat(extensions.wsaPoll(List.of(new PollFd(world.socket(), PollFd.POLLHUP)), 0).errno())
          .as("POLLHUP cannot be looked for")
          .isEqualTo(code(WsaError.WSAEINVAL));
    }
  }
}
