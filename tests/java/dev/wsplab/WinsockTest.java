package dev.wsplab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The front door: wrong use of it is refused at once, with what to do instead. */
class WinsockTest {
  /** Passes everything on. */
  static final class MyLayer extends LayeredProvider {
    MyLayer() {
      this(LayerForm.NON_IFS);
    }

    MyLayer(LayerForm form) {
      super(form);
    }
  }

  /** Says of a synchronous call that its end comes later. */
  static final class PendingLayer extends LayeredProvider {
    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      return TransferResult.PENDING;
    }

    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      return TransferResult.PENDING;
    }
  }

  @Test
  void givenLayerInTheChain_whenGivenAgain_thenItIsRefused() {
    MyLayer layer = new MyLayer();
    WinsockBuilder builder = Winsock.builder().layer(layer);

    assertThatThrownBy(() -> builder.layer(layer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("MyLayer is already in this chain: make one object for each place");
  }

  @Test
  void givenBase_whenGivenAgain_thenItIsRefused() {
    LoopbackProvider base = LoopbackProvider.create();
    WinsockBuilder builder = Winsock.builder().base(base);

    assertThatThrownBy(() -> builder.base(base, List.of(base.entries().get(0))))
        .hasMessageStartingWith("LoopbackProvider is already in this chain");
  }

  @Test
  void givenLayerOfOneForm_whenInstalledAsTheOther_thenItIsRefused() {
    WinsockBuilder builder = Winsock.builder();

    assertThatThrownBy(() -> builder.layer(new MyLayer(), Guid.random(), "mine", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MyLayer is a layer of the form NON_IFS")
        .hasMessageContaining("super(LayerForm.IFS)");
    assertThatThrownBy(
            () -> builder.layer(new MyLayer(LayerForm.IFS), Guid.random(), "mine", false))
        .hasMessageContaining("MyLayer is a layer of the form IFS");
    assertThatCode(() -> builder.layer(new MyLayer(LayerForm.IFS), Guid.random(), "mine", true))
        .doesNotThrowAnyException();
  }

  static Stream<Consumer<Winsock>> makers() {
    return Stream.of(
        Winsock::tcpSocket,
        Winsock::connectedPair,
        Winsock::completionPort,
        Winsock::event,
        Winsock::messageQueue);
  }

  @ParameterizedTest
  @MethodSource("makers")
  void givenClosedWinsock_whenSomethingIsMade_thenItIsRefusedAndNothingLeaks(
      Consumer<Winsock> maker) {
    Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
    winsock.close();

    assertThatThrownBy(() -> maker.accept(winsock))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this Winsock is closed");
    assertThat(winsock.openHandles()).isZero();
  }

  @Test
  void givenSocketsOfAClosedWinsock_whenClosed_thenNothingHappens() {
    Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
    SocketPair pair = winsock.connectedPair();
    ClientSocket socket = winsock.tcpSocket();
    winsock.close();

    assertThatCode(pair::close).doesNotThrowAnyException();
    assertThatCode(socket::close).doesNotThrowAnyException();
  }

  /** Without a structure nothing could tell of the end. */
  @Test
  void givenProviderThatAnswersPendingToASynchronousCall_whenCalled_thenItIsNoSuccess() {
    try (Winsock winsock =
            Winsock.builder().base(LoopbackProvider.create()).layer(new PendingLayer()).build();
        SocketPair pair = winsock.connectedPair();
        NativeBlock data = NativeBlock.allocate(4)) {
      WsaBuffers buffers = WsaBuffers.of(data);
      ThrowingCallable send = () -> pair.client().send(buffers);
      ThrowingCallable recv = () -> pair.client().recv(buffers);

      assertThatThrownBy(send)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(
              "the provider answered WSA_IO_PENDING to a call without a structure");
      assertThatThrownBy(recv).hasMessageStartingWith("recv: the provider");
    }
  }

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what a careless client does
  void givenNoStructure_whenAnOverlappedCallIsStarted_thenItIsRefused() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        SocketPair pair = winsock.connectedPair();
        OverlappedBlock structures = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.allocate(4)) {
      WsaBuffers buffers = WsaBuffers.of(data);

      assertThatThrownBy(() -> pair.client().startRecv(buffers, null))
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("use recv for a call without one");
      assertThatThrownBy(() -> pair.client().startSend(buffers, null, (e, b, o, f) -> {}))
          .hasMessageContaining("use send for a call without one");
      assertThat(pair.client().startSend(buffers, structures.overlapped())).isTrue();
    }
  }
}
