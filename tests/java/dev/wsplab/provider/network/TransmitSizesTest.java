package dev.wsplab.provider.network;

import static dev.wsplab.provider.network.TcpWorld.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Extensions;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.TransmitFlags;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The size of a send, {@code TP_ELEMENT_EOP}, and the errors that the pages of TransmitFile and
 * TransmitPackets document.
 */
@ParameterizedClass
@EnumSource(Base.class)
class TransmitSizesTest {
  private static final int BY_ELEMENTS = -1;

  @TempDir Path folder;

  private final TcpWorld world;
  private final DatagramWorld udp;
  private final Extensions extensions;

  TransmitSizesTest(Base base) {
    world = new TcpWorld(base);
    udp = new DatagramWorld(world);
    extensions = world.ws2.extensions();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private FileChannel file(String content) throws IOException {
    return FileChannel.open(
        Files.write(folder.resolve("file"), content.getBytes(StandardCharsets.US_ASCII)));
  }

  private SocketHandle connectedTo(SocketHandle receiver) {
    SocketHandle sender = udp.bound();
    world.ws2.connect(sender, world.nameOf(receiver)).orThrow("connect");
    return sender;
  }

  private Result transmit(SocketHandle s, int sendSize, TransmitElement... elements) {
    return extensions.transmitPackets(s, List.of(elements), sendSize, null, null, 0);
  }

  // ---- streams

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4096, -1})
  void givenSizeOfASend_whenAFileIsTransmitted_thenAllArriveInOrder(int bytesPerSend)
      throws IOException {
    TcpWorld.Pair pair = world.connected();
    NativeBlock around = world.text("<>");
    try (FileChannel file = file("0123456789")) {
      assertThat(
              extensions.transmitFile(
                  pair.client(),
                  file,
                  0,
                  bytesPerSend,
                  null,
                  WsaBuffers.of(around, 0, 2),
                  WsaBuffers.of(around, 1, 1),
                  0))
          .isEqualTo(Result.done(13));
    }
    assertThat(world.receive(pair.server(), 13)).isEqualTo("<>0123456789>");
  }

  @Test
  void givenEndOfPacketOnAStream_whenTransmitted_thenTheBytesAreTheSame() {
    TcpWorld.Pair pair = world.connected();
    NativeBlock text = world.text("abcdef");

    Result result =
        transmit(
            pair.client(),
            BY_ELEMENTS,
            new TransmitElement.Memory(text.address(), 3, true),
            new TransmitElement.Memory(text.address() + 3, 3, true));

    assertThat(result).isEqualTo(Result.done(6));
    assertThat(world.receive(pair.server(), 6)).isEqualTo("abcdef");
  }

  // ---- datagrams

  @Test
  void givenElementsThatEndPackets_whenTransmitted_thenADatagramEndsAtEach() throws IOException {
    SocketHandle receiver = udp.bound();
    SocketHandle sender = connectedTo(receiver);
    NativeBlock text = world.text("abcdef");
    try (FileChannel file = file("0123456789")) {
      Result result =
          transmit(
              sender,
              BY_ELEMENTS,
              new TransmitElement.Memory(text.address(), 2),
              new TransmitElement.File(file, 7, 0),
              new TransmitElement.Memory(text.address() + 2, 1, true),
              new TransmitElement.File(file, 0, 2, true),
              new TransmitElement.Memory(text.address() + 3, 3));

      assertThat(result).isEqualTo(Result.done(11));
    }
    assertThat(udp.receive(receiver)).isEqualTo("ab789c");
    assertThat(udp.receive(receiver)).isEqualTo("01");
    assertThat(udp.receive(receiver)).isEqualTo("def");
    assertThat(udp.isEmpty(receiver)).isTrue();
  }

  @Test
  void givenSizeOfASend_whenTransmitted_thenADatagramEndsThereAndAtEndOfPacket() {
    SocketHandle receiver = udp.bound();
    SocketHandle sender = connectedTo(receiver);
    NativeBlock text = world.text("abcdefgh");

    Result result =
        transmit(
            sender,
            3,
            new TransmitElement.Memory(text.address(), 5, true),
            new TransmitElement.Memory(text.address() + 5, 1),
            new TransmitElement.Memory(text.address() + 6, 2));

    assertThat(result).isEqualTo(Result.done(8));
    assertThat(udp.receive(receiver)).isEqualTo("abc");
    assertThat(udp.receive(receiver)).isEqualTo("de");
    assertThat(udp.receive(receiver)).isEqualTo("fgh");
    assertThat(udp.isEmpty(receiver)).isTrue();
  }

  @Test
  void givenNoSize_whenTransmitted_thenOneDatagramHasAll() {
    SocketHandle receiver = udp.bound();
    NativeBlock text = world.text("abcd");

    assertThat(
            transmit(
                connectedTo(receiver),
                0,
                new TransmitElement.Memory(text.address(), 1),
                new TransmitElement.Memory(text.address() + 1, 3)))
        .isEqualTo(Result.done(4));
    assertThat(udp.receive(receiver)).isEqualTo("abcd");
  }

  @Test
  void givenStructure_whenTransmittedToAPeer_thenItsEventIsSetAndTheBytesAreTold() {
    SocketHandle receiver = udp.bound();
    SocketHandle sender = connectedTo(receiver);
    NativeBlock text = world.text("abcd");
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);

    Result result =
        extensions.transmitPackets(
            sender, List.of(new TransmitElement.Memory(text.address(), 4)), 2, text, overlapped, 0);

    assertThat(result.started()).isTrue();
    world.await(event);
    assertThat(world.ws2.wsaGetOverlappedResult(sender, overlapped, false).bytes()).isEqualTo(4);
    assertThat(udp.receive(receiver)).isEqualTo("ab");
    assertThat(udp.receive(receiver)).isEqualTo("cd");
  }

  @Test
  void givenPacketThatIsTooLarge_whenTransmitted_thenMessageSizeAndTheOneBeforeWasSent() {
    SocketHandle receiver = udp.bound();
    NativeBlock large = world.block(70_000);

    Result result =
        transmit(
            connectedTo(receiver),
            BY_ELEMENTS,
            new TransmitElement.Memory(large.address(), 5, true),
            new TransmitElement.Memory(large.address(), 40_000),
            new TransmitElement.Memory(large.address(), 30_000));

    assertThat(result.error()).isEqualTo(code(WsaError.WSAEMSGSIZE));
    assertThat(udp.receive(receiver, 10, 0).result().bytes()).isEqualTo(5);
    assertThat(udp.isEmpty(receiver)).isTrue();
  }

  @Test
  void givenDatagramSocket_whenItCannotDoWhatIsAsked_thenTheDocumentedError() {
    SocketHandle unconnected = udp.bound();
    SocketHandle sender = connectedTo(unconnected);
    List<TransmitElement> none = List.of();

    assertThat(extensions.transmitPackets(unconnected, none, 0, null, null, 0).error())
        .isEqualTo(code(WsaError.WSAENOTCONN));
    int disconnect = TransmitFlags.TF_DISCONNECT;
    assertThat(extensions.transmitPackets(sender, none, 0, null, null, disconnect).error())
        .isEqualTo(code(WsaError.WSAEOPNOTSUPP));
    assertThat(extensions.transmitFile(sender, null, 0, null, null, null, 0).error())
        .as("page TransmitFile: a socket of type SOCK_DGRAM")
        .isEqualTo(code(WsaError.WSAEINVAL));
    world.ws2.shutdown(sender, Winsock2.SD_SEND).orThrow("shutdown");
    assertThat(extensions.transmitPackets(sender, none, 0, null, null, 0).error())
        .isEqualTo(code(WsaError.WSAESHUTDOWN));
  }

  // ---- errors of both

  @Test
  void givenReuseWithoutDisconnect_whenTransmitted_thenInvalid() {
    SocketHandle client = world.connected().client();
    int reuse = TransmitFlags.TF_REUSE_SOCKET;

    assertThat(extensions.transmitFile(client, null, 0, null, null, null, reuse).error())
        .isEqualTo(code(WsaError.WSAEINVAL));
    assertThat(extensions.transmitPackets(client, List.of(), null, null, reuse).error())
        .isEqualTo(code(WsaError.WSAEINVAL));
  }

  @Test
  void givenOffsetPastTheEndOfTheFile_whenTransmitted_thenInvalidAndNothingIsSent()
      throws IOException {
    TcpWorld.Pair pair = world.connected();
    Overlapped overlapped = world.overlapped();
    overlapped.storeOffsets(11, 0);
    try (FileChannel file = file("0123456789")) {
      assertThat(extensions.transmitFile(pair.client(), file, 0, overlapped, null, null, 0).error())
          .isEqualTo(code(WsaError.WSAEINVAL));
      assertThat(transmit(pair.client(), 0, new TransmitElement.File(file, 11, 1)).error())
          .isEqualTo(code(WsaError.WSAEINVAL));
      assertThat(transmit(pair.client(), 0, new TransmitElement.File(file, 10, 0)))
          .as("the end itself is within")
          .isEqualTo(Result.done(0));
    }
    world.nonBlocking(pair.server());
    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(code(WsaError.WSAEWOULDBLOCK));
  }

  @Test
  void givenMoreBytesThanOneCallCanSend_whenAFileIsTransmitted_thenInvalid() throws IOException {
    SocketHandle client = world.connected().client();
    try (FileChannel file = file("a")) {
      assertThat(
              extensions.transmitFile(client, file, Integer.MAX_VALUE, null, null, null, 0).error())
          .isEqualTo(code(WsaError.WSAEINVAL));
    }
    assertThat(
            extensions.transmitFile(client, null, Integer.MAX_VALUE, null, null, null, 0).error())
        .as("the parameter, whatever there is to send")
        .isEqualTo(code(WsaError.WSAEINVAL));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        TransmitFlags.TF_USE_SYSTEM_THREAD,
        TransmitFlags.TF_USE_KERNEL_APC,
        TransmitFlags.TF_WRITE_BEHIND
      })
  void givenFlagThatOnlyAdvises_whenTransmitted_thenAllArrive(int flag) {
    TcpWorld.Pair pair = world.connected();
    NativeBlock text = world.text("ab");

    assertThat(
            extensions
                .transmitPackets(
                    pair.client(),
                    List.of(new TransmitElement.Memory(text.address(), 2)),
                    text,
                    null,
                    flag)
                .returnValue())
        .isTrue();
    assertThat(world.receive(pair.server(), 2)).isEqualTo("ab");
  }
}
