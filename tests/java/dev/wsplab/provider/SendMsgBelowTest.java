package dev.wsplab.provider;

import static dev.wsplab.provider.network.TcpWorld.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.DatagramWorld;
import dev.wsplab.provider.network.DatagramWorld.Message;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.SendMsgData;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** WSP-IOCTL-5, WSP-IOCTL-8 and the sheet, 7: {@code WSASendMsg} of ws2_32. */
class SendMsgBelowTest {
  /** Passes {@code SIO_BSP_HANDLE} on, answers it with its own handle, or refuses it. */
  static final class Layer extends LayeredProvider {
    final BspHandleTest.Manner manner;
    final List<String> seen = new ArrayList<>();

    Layer(LayerForm form, BspHandleTest.Manner manner) {
      super(form);
      this.manner = manner;
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
      if (code == SendMsgData.SIO_EXT_SENDMSG) {
        seen.add("send");
      }
      if (code == Winsock2.SIO_BSP_HANDLE && manner == BspHandleTest.Manner.ANSWERS) {
        return answerHandle(s, out, outLength);
      }
      if (code == Winsock2.SIO_BSP_HANDLE && manner == BspHandleTest.Manner.REFUSES) {
        return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
      }
      return super.wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
    }

    @Override
    protected void sent(SocketHandle s, WsaBuffers buffers, int bytes) {
      seen.add("sent " + bytes);
    }
  }

  static Stream<Arguments> kinds() {
    return Base.withSystemHandles().stream()
        .flatMap(
            base ->
                Arrays.stream(LayerForm.values())
                    .flatMap(
                        form ->
                            Arrays.stream(BspHandleTest.Manner.values())
                                .map(manner -> Arguments.of(base, form, manner))));
  }

  private static TransferResult send(
      TcpWorld world, SocketHandle s, Message message, @Nullable Overlapped overlapped) {
    return world.ws2.wsaSendMsg(s, message.view, message, 0, overlapped, null);
  }

  /** A layer that passes the question on never sees the send, unless its handle is the base's. */
  @ParameterizedTest
  @MethodSource("kinds")
  void givenLayer_whenAMessageIsSent_thenItArrivesAndTheLayerSeesItIfItsHandleIsAsked(
      Base base, LayerForm form, BspHandleTest.Manner manner) {
    Layer layer = new Layer(form, manner);
    boolean sees = manner != BspHandleTest.Manner.PASSES || form == LayerForm.IFS;
    boolean hasHook = sees && form != LayerForm.IFS;
    try (TcpWorld world = new TcpWorld(base, List.of(layer))) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle receiver = udp.bound();
      SocketHandle sender = udp.socket();

      TransferResult sent = send(world, sender, udp.message("hello", world.nameOf(receiver)), null);

      assertThat(sent.orThrow("WSASendMsg").bytes()).isEqualTo(5);
      assertThat(udp.receive(receiver)).isEqualTo("hello");
      List<String> expected = new ArrayList<>();
      if (sees) {
        expected.add("send");
      }
      if (hasHook) {
        expected.add("sent 5");
      }
      assertThat(layer.seen).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void givenLayer_whenAMessageIsSentWithAStructure_thenItsEventIsSetAndTheBytesAreTold(
      Base base, LayerForm form, BspHandleTest.Manner manner) {
    try (TcpWorld world = new TcpWorld(base, List.of(new Layer(form, manner)))) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle receiver = udp.bound();
      SocketHandle sender = udp.bound();
      EventHandle event = world.event();
      Overlapped overlapped = world.overlapped(event);

      TransferResult sent =
          send(world, sender, udp.message("hello", world.nameOf(receiver)), overlapped);

      assertThat(sent.started()).isTrue();
      world.await(event);
      OverlappedResult result = world.ws2.wsaGetOverlappedResult(sender, overlapped, false);
      assertThat(result.returnValue()).isTrue();
      assertThat(result.bytes()).isEqualTo(5);
      assertThat(udp.receive(receiver)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void
      givenLayer_whenAMessageIsSentWithARoutine_thenItRunsInTheCallersThreadUnlessThePortIsTheLayers(
          Base base, LayerForm form, BspHandleTest.Manner manner) {
    try (TcpWorld world = new TcpWorld(base, List.of(new Layer(form, manner)))) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle receiver = udp.bound();
      SocketHandle sender = udp.bound();
      List<Object> told = new ArrayList<>();
      Message message = udp.message("hello", world.nameOf(receiver));

      TransferResult sent =
          world.ws2.wsaSendMsg(
              sender,
              message.view,
              message,
              0,
              world.overlapped(),
              (error, bytes, overlapped, flags) ->
                  told.addAll(List.of(error, bytes, Thread.currentThread())));

      if (form == LayerForm.NON_IFS && manner == BspHandleTest.Manner.PASSES) {
        // The handle below belongs to the layer's port, and such a one has no routines (WIN-18).
        assertThat(sent.errno()).isEqualTo(code(WsaError.WSAEINVAL));
        return;
      }
      assertThat(sent.started()).isTrue();
      world.until(
          () -> {
            world.kernel32.sleepEx(1, true);
            return !told.isEmpty();
          });
      assertThat(told).containsExactly(0, 5, Thread.currentThread());
    }
  }

  /** The handle that does the work is the one that a port has to know. */
  @ParameterizedTest
  @EnumSource(
      value = BspHandleTest.Manner.class,
      names = {"ANSWERS", "REFUSES"})
  void givenPortOfTheLayersHandle_whenTheLayerIsAsked_thenThePacketComes(
      BspHandleTest.Manner manner) {
    Layer layer = new Layer(LayerForm.NON_IFS, manner);
    try (TcpWorld world = new TcpWorld(Base.LOOPBACK, List.of(layer))) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle receiver = udp.bound();
      SocketHandle sender = udp.bound();
      PortHandle port = world.portOf(sender, 7);

      TransferResult sent =
          send(world, sender, udp.message("hello", world.nameOf(receiver)), world.overlapped());

      assertThat(sent.started()).isTrue();
      QueuedCompletion packet = world.packet(port);
      assertThat(packet.key()).isEqualTo(7);
      assertThat(packet.bytes()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void givenStreamOrBadMessage_whenSent_thenTheErrorIsTheProviders(
      Base base, LayerForm form, BspHandleTest.Manner manner) {
    try (TcpWorld world = new TcpWorld(base, List.of(new Layer(form, manner)))) {
      DatagramWorld udp = new DatagramWorld(world);
      Message message = udp.message("x", world.nameOf(udp.bound()));

      assertThat(send(world, world.connected().client(), message, null).errno())
          .isEqualTo(code(WsaError.WSAEINVAL));
      assertThat(world.ws2.wsaSendMsg(udp.bound(), null, null, 0, null, null).errno())
          .isEqualTo(code(WsaError.WSAEFAULT));
      assertThat(send(world, SocketHandle.INVALID, message, null).errno())
          .isEqualTo(code(WsaError.WSAENOTSOCK));
    }
  }

  /** What the ioctl wants of its input, a layer of either form wants, too. */
  @ParameterizedTest
  @MethodSource("kinds")
  void givenInputThatCannotBeUsed_whenAsked_thenFaultAndElseTheCountIsStored(
      Base base, LayerForm form, BspHandleTest.Manner manner) {
    try (TcpWorld world = new TcpWorld(base, List.of(new Layer(form, manner)))) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle receiver = udp.bound();
      SocketHandle s = udp.bound();
      GuardedMemory memory = Kernel.get().memory();
      NativeBlock block = world.block(SendMsgData.SIZE + Integer.BYTES);
      long count = block.address() + SendMsgData.SIZE;
      Message message = udp.message("hello", world.nameOf(receiver));
      SendMsgData data = new SendMsgData(memory, block.address());
      data.write(message.view, 0, count, null);

      assertThat(extSend(world, s, block.address(), SendMsgData.SIZE)).isZero();
      assertThat(memory.loadInt(count)).isEqualTo(5);
      int fault = code(WsaError.WSAEFAULT);
      assertThat(extSend(world, s, block.address(), SendMsgData.SIZE - 1)).isEqualTo(fault);
      assertThat(extSend(world, s, 0, SendMsgData.SIZE)).isEqualTo(fault);
      assertThat(extSend(world, s, 8, SendMsgData.SIZE)).isEqualTo(fault);
      data.write(message.view, 0, 8, null);
      assertThat(extSend(world, s, block.address(), SendMsgData.SIZE)).isEqualTo(fault);
      assertThat(udp.receive(receiver)).isEqualTo("hello");
      assertThat(udp.isEmpty(receiver)).as("what was refused was not sent").isTrue();
    }
  }

  private static int extSend(TcpWorld world, SocketHandle s, long in, int size) {
    return world.ws2.wsaIoctl(s, SendMsgData.SIO_EXT_SENDMSG, in, size, 0, 0, null, null).errno();
  }

  /** No structure is documented for it; select goes by WSPSelect. */
  @ParameterizedTest
  @EnumSource(Base.class)
  void givenBase_whenAskedForExtSelect_thenNotSupported_WSP_IOCTL_2(Base base) {
    try (TcpWorld world = new TcpWorld(base)) {
      NativeBlock room = world.block(64);
      assertThat(
              world
                  .ws2
                  .wsaIoctl(
                      world.socket(),
                      Winsock2.SIO_EXT_SELECT,
                      room.address(),
                      64,
                      room.address(),
                      64,
                      null,
                      null)
                  .errno())
          .isEqualTo(code(WsaError.WSAEOPNOTSUPP));
    }
  }
}
