package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedLayout;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.PollData;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** WSP-IOCTL-5 and the sheet, 7: the ioctls that ask for a handle, passed on, answered, refused. */
class BspHandleTest {
  /** What a layer does with them. */
  enum Manner {
    PASSES,
    ANSWERS,
    REFUSES
  }

  /** Passes on, answers with its own handle, or refuses. */
  static final class Layer extends LayeredProvider {
    private static final Set<Integer> CODES =
        Set.of(
            Winsock2.SIO_BASE_HANDLE,
            Winsock2.SIO_BSP_HANDLE,
            Winsock2.SIO_BSP_HANDLE_SELECT,
            Winsock2.SIO_BSP_HANDLE_POLL);

    final Manner manner;
    final List<String> seen = new ArrayList<>();

    Layer(LayerForm form, Manner manner) {
      super(form);
      this.manner = manner;
    }

    @Override
    public CountResult wspSelect(
        @Nullable FdSet read,
        @Nullable FdSet write,
        @Nullable FdSet except,
        @Nullable TimeVal timeout) {
      seen.add("select");
      return super.wspSelect(read, write, except, timeout);
    }

    @Override
    public TransferResult wspIoctl(
        SocketHandle s,
        int code,
        long in,
        int inLength,
        long out,
        int outLength,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (code == PollData.SIO_EXT_POLL) {
        seen.add("poll");
      }
      if (CODES.contains(code) && manner == Manner.ANSWERS) {
        return answerHandle(s, out, outLength);
      }
      if (CODES.contains(code) && manner == Manner.REFUSES) {
        return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
      }
      return super.wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
    }

    SocketHandle below(SocketHandle s) {
      return lowerSocket(s);
    }
  }

  static Stream<Arguments> kinds() {
    return Arrays.stream(Base.values())
        .flatMap(
            base ->
                Arrays.stream(LayerForm.values())
                    .flatMap(
                        form ->
                            Arrays.stream(Manner.values())
                                .map(manner -> Arguments.of(base, form, manner))));
  }

  private static TransferResult ask(TcpWorld world, SocketHandle s, int code, NativeBlock out) {
    int size = OverlappedLayout.ofProcess().wordSize();
    return world.ws2.wsaIoctl(s, code, 0, 0, out.address(), size, null, null);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void givenHandleIoctls_whenAsked_thenTheAnswerIsTheBasesOrTheLayersOrNone(
      Base base, LayerForm form, Manner manner) {
    Layer layer = new Layer(form, manner);
    try (TcpWorld world = new TcpWorld(base, List.of(layer))) {
      SocketHandle s = world.socket();
      NativeBlock out = world.block(8);
      for (int code : List.of(0x4800001B, 0x4800001C, 0x4800001D, 0x48000022)) {
        TransferResult result = ask(world, s, code, out);
        if (manner == Manner.REFUSES) {
          assertThat(result.errno()).isEqualTo(WsaError.WSAEOPNOTSUPP.code());
          continue;
        }
        assertThat(result.orThrow("WSAIoctl").bytes())
            .isEqualTo(OverlappedLayout.ofProcess().wordSize());
        SocketHandle expected = manner == Manner.ANSWERS ? s : layer.below(s);
        if (code != Winsock2.SIO_BASE_HANDLE || manner == Manner.ANSWERS) {
          assertThat(out.buffer().getInt(0)).isEqualTo((int) expected.value());
        }
        assertThat(world.ws2.wsaIoctl(s, code, 0, 0, out.address(), 3, null, null).errno())
            .isEqualTo(WsaError.WSAEFAULT.code());
        assertThat(world.ws2.wsaIoctl(s, code, 0, 0, 8, 8, null, null).errno())
            .isEqualTo(WsaError.WSAEFAULT.code());
      }
    }
  }

  /** A layer that passes these on never sees them, unless its handle is the base's own. */
  @ParameterizedTest
  @MethodSource("kinds")
  void givenSelectAndPoll_whenDataComes_thenTheyWorkAndTheLayerSeesThemIfItsHandleIsAsked(
      Base base, LayerForm form, Manner manner) {
    Layer layer = new Layer(form, manner);
    boolean sees = manner != Manner.PASSES || form == LayerForm.IFS;
    try (TcpWorld world = new TcpWorld(base, List.of(layer))) {
      TcpWorld.Pair pair = world.connected();
      SocketHandle foreign = new SocketHandle(0x7FFF_F000L);
      world.send(pair.client(), "x");
      FdSet read = FdSet.of(pair.client(), pair.server());

      assertThat(world.ws2.select(read, null, null, new TimeVal(10, 0)).returnValue()).isEqualTo(1);
      assertThat(read.sockets()).containsExactly(pair.server());
      List<PollFd> fds =
          List.of(
              new PollFd(pair.client(), PollFd.POLLRDNORM),
              new PollFd(pair.server(), PollFd.POLLRDNORM),
              new PollFd(foreign, PollFd.POLLRDNORM),
              new PollFd(new SocketHandle(-1), PollFd.POLLRDNORM));
      assertThat(world.ws2.wsaPoll(fds, TcpWorld.BOUND_MILLIS).revents())
          .containsExactly(0, PollFd.POLLRDNORM, PollFd.POLLNVAL, 0);
      assertThat(world.ws2.wsaPoll(fds.subList(0, 1), 0).returnValue()).isZero();
      assertThat(layer.seen).isEqualTo(sees ? List.of("select", "poll", "poll") : List.of());
    }
  }

  /** What Poll wants of its memory, a layer of either form wants, too. */
  @ParameterizedTest
  @MethodSource("kinds")
  void givenPollDataThatCannotBeUsed_whenAsked_thenErrorIsFault(
      Base base, LayerForm form, Manner manner) {
    try (TcpWorld world = new TcpWorld(base, List.of(new Layer(form, manner)))) {
      SocketHandle s = world.socket();
      int size = (int) PollData.sizeFor(1);
      NativeBlock block = world.block(size);
      long at = block.address();
      PollData data = new PollData(world.winsock.exports().kernel().memory(), at);
      data.count(1);
      data.fd(0, new PollFd(s, PollFd.POLLWRNORM));

      assertThat(extPoll(world, s, at, size, at)).isZero();
      int fault = WsaError.WSAEFAULT.code();
      assertThat(extPoll(world, s, at, size - 1, at)).isEqualTo(fault);
      assertThat(extPoll(world, s, at, 4, at)).isEqualTo(fault);
      assertThat(extPoll(world, s, at, size, at + 8)).isEqualTo(fault);
      assertThat(extPoll(world, s, 0, size, 0)).isEqualTo(fault);
      assertThat(extPoll(world, s, 8, size, 8)).isEqualTo(fault);
    }
  }

  private static int extPoll(TcpWorld world, SocketHandle s, long in, int size, long out) {
    return world.ws2.wsaIoctl(s, PollData.SIO_EXT_POLL, in, size, out, size, null, null).errno();
  }
}
