package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.Event;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.network.Base;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Correct providers of every kind raise nothing, whatever a client does with a stream. */
class CorrectStreamsTest {
  private static final class Layer extends LayeredProvider {
    Layer(LayerForm form) {
      super(form);
    }
  }

  static Stream<Arguments> kinds() {
    List<List<LayerForm>> chains =
        List.of(
            List.of(),
            List.of(LayerForm.NON_IFS),
            List.of(LayerForm.IFS),
            List.of(LayerForm.IFS, LayerForm.NON_IFS),
            List.of(LayerForm.NON_IFS, LayerForm.IFS));
    return Arrays.stream(Base.values())
        .flatMap(base -> chains.stream().map(chain -> Arguments.of(base, chain)));
  }

  private static WinsockBuilder over(Base base, List<LayerForm> chain) {
    WinsockBuilder builder = Winsock.builder().base(base.provider(), base.protocols());
    chain.forEach(form -> builder.layer(new Layer(form)));
    return builder;
  }

  /** WSP-IO-11, WSP-IO-7: two receives are posted at a time, over buffers in pieces. */
  @ParameterizedTest
  @MethodSource("kinds")
  void givenPatternInPieces_whenReceivedInPairs_thenNothingIsReported(
      Base base, List<LayerForm> chain) {
    Random random = new Random(5);
    StreamPattern pattern = new StreamPattern(base.ordinal());

    Run.over(
            over(base, chain),
            Winsock.class,
            winsock -> {
              try (SocketPair pair = winsock.connectedPair()) {
                long position = 0;
                for (int i = 0; i < 20; i++) {
                  position = exchange(winsock, pair, pattern, position, 2 + random.nextInt(3000));
                }
                assertThat(position).isPositive();
              }
            })
        .brokeNothing();
  }

  private static long exchange(
      Winsock winsock, SocketPair pair, StreamPattern pattern, long position, int length) {
    int half = length / 2;
    try (OverlappedBlock structures = OverlappedBlock.allocate(2);
        NativeBlock data = NativeBlock.copyOf(pattern.bytes(position, length));
        NativeBlock room = NativeBlock.allocate(length);
        Event first = winsock.event();
        Event second = winsock.event()) {
      Overlapped one = structures.overlapped(0);
      Overlapped two = structures.overlapped(1);
      first.attachTo(one);
      second.attachTo(two);
      WsaBuffers inPieces =
          WsaBuffers.of(
              new long[] {room.address(), room.address() + 1}, new int[] {1, half - 1}, room);
      pair.server().startRecv(inPieces, one);
      pair.server().startRecv(WsaBuffers.of(room, half, length - half), two);
      pair.client().send(WsaBuffers.of(data));
      int got = pair.server().result(one, true) + pair.server().result(two, true);
      while (got < length) {
        got += pair.server().recv(WsaBuffers.of(room, 0, length - got));
      }
      assertThat(got).isEqualTo(length);
    }
    return position + length;
  }

  /** A look at the data without taking them is not part of the stream. */
  @Test
  void givenPattern_whenItIsPeekedAt_thenNothingIsReported() {
    StreamPattern pattern = new StreamPattern(1);

    Run.over(
            over(Base.LOOPBACK, List.of(LayerForm.NON_IFS)),
            Winsock.class,
            winsock -> {
              try (SocketPair pair = winsock.connectedPair();
                  NativeBlock data = NativeBlock.copyOf(pattern.bytes(0, 64));
                  NativeBlock room = NativeBlock.allocate(64)) {
                pair.client().send(WsaBuffers.of(data));
                winsock
                    .ws2_32()
                    .recv(pair.server().handle(), WsaBuffers.of(room, 0, 32), Winsock2.MSG_PEEK);
                assertThat(pair.server().recv(WsaBuffers.of(room, 0, 32))).isEqualTo(32);
                assertThat(pair.server().recv(WsaBuffers.of(room, 0, 32))).isEqualTo(32);
              }
            })
        .brokeNothing();
  }

  /** A duplicate takes bytes of the same stream: which of them, nobody can know. */
  @Test
  void givenDuplicate_whenBothHandlesReceive_thenNothingIsReported() {
    StreamPattern pattern = new StreamPattern(2);

    Run.over(
            over(Base.LOOPBACK, List.of()),
            Winsock.class,
            winsock -> {
              try (SocketPair pair = winsock.connectedPair();
                  NativeBlock data = NativeBlock.copyOf(pattern.bytes(0, 96));
                  NativeBlock room = NativeBlock.allocate(64)) {
                pair.client().send(WsaBuffers.of(data));
                assertThat(pair.server().recv(WsaBuffers.of(room, 0, 32))).isEqualTo(32);
                var copy = winsock.kernel32().duplicateHandle(pair.server().handle()).handle();
                winsock.ws2_32().recv(copy, WsaBuffers.of(room, 0, 32), 0).orThrow("recv");
                assertThat(pair.server().recv(WsaBuffers.of(room, 0, 32))).isEqualTo(32);
              }
            })
        .brokeNothing();
  }
}
