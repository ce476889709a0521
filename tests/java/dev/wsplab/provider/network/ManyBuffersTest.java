package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** More buffers than the network below takes in one call are one operation all the same. */
@ParameterizedClass
@EnumSource(Base.class)
class ManyBuffersTest {
  private final TcpWorld world;

  ManyBuffersTest(Base base) {
    world = new TcpWorld(base);
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** A buffer to a byte. */
  private static WsaBuffers each(NativeBlock block, int count) {
    long[] addresses = new long[count];
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      addresses[i] = block.address() + i;
      lengths[i] = 1;
    }
    return WsaBuffers.of(addresses, lengths, block);
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64, 65, 128, 200})
  void givenBuffers_whenSentAndReceived_thenTheirBytesAreOneStream(int count) {
    Pair pair = world.connected();
    String text = "0123456789".repeat(20).substring(0, count);

    TransferResult sent = world.ws2.send(pair.client(), each(world.text(text), count), 0);

    assertThat(sent).isEqualTo(TransferResult.done(count, 0));
    assertThat(world.receive(pair.server(), count)).isEqualTo(text);
  }

  /** TCP has one urgent byte to a send with MSG_OOB, its last. */
  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65, 128, 129})
  void givenBuffersWithAnUrgentByte_whenSent_thenTheLastOfAllIsUrgentAndNoOther(int count) {
    Pair pair = world.connected();
    String plain = "0123456789".repeat(13).substring(0, count - 1);

    TransferResult sent =
        world.ws2.send(pair.client(), each(world.text(plain + "!"), count), Winsock2.MSG_OOB);
    world.send(pair.client(), "after");

    assertThat(sent).isEqualTo(TransferResult.done(count, 0));
    NativeBlock urgent = world.block(1);
    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(urgent), Winsock2.MSG_OOB))
        .isEqualTo(TransferResult.done(1, Winsock2.MSG_OOB));
    assertThat(TcpWorld.textOf(urgent, 1)).isEqualTo("!");
    assertThat(world.receive(pair.server(), count - 1 + 5)).isEqualTo(plain + "after");
  }
}
