package dev.wsplab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.provider.Top;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is whose of the memory that an operation was given. */
@ParameterizedClass
@EnumSource
class MemoryRulesTest extends RuleFixture {
  MemoryRulesTest(Top top) {
    super(top);
  }

  private NativeBlock arrayOf(WsaBuffers buffers) {
    NativeBlock array = NativeBlock.allocate((int) buffers.arraySize());
    buffers.storeArray(array.address());
    return array;
  }

  @Test
  void givenPendingReceive_whenItsArrayIsOverwritten_thenDataComeWhereItSaid_WSP_IO_7() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    WsaBuffers two =
        WsaBuffers.of(
            new long[] {room.address() + 8, room.address() + 32}, new int[] {2, 16}, null);
    try (NativeBlock array = arrayOf(two)) {
      TransferResult started =
          ws2.wsaRecv(server, WsaBuffers.at(array.address(), 2), 0, overlapped, null);
      assertThat(started.isPending()).isTrue();
      array.buffer().put(new byte[(int) array.size()]);
    }

    sendHello();

    await(event);
    assertThat(new String(room.bytes(8, 2), StandardCharsets.US_ASCII)).isEqualTo("he");
    assertThat(new String(room.bytes(32, 3), StandardCharsets.US_ASCII)).isEqualTo("llo");
  }

  @Test
  void givenPendingSend_whenItsArrayIsOverwritten_thenTheSameBytesGo_WSP_IO_7() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    int size = 16 << 20;
    try (NativeBlock much = NativeBlock.allocate(size);
        NativeBlock array = arrayOf(WsaBuffers.of(much));
        NativeBlock into = NativeBlock.allocate(1 << 20)) {
      much.buffer().put(size - 1, (byte) 77);
      TransferResult started =
          ws2.wsaSend(client, WsaBuffers.at(array.address(), 1), 0, overlapped, null);
      assertThat(started.isPending()).isTrue();
      array.buffer().put(new byte[(int) array.size()]);

      int got = 0;
      byte last = 0;
      while (got < size) {
        int bytes = pair.server().recv(WsaBuffers.of(into));
        got += bytes;
        last = into.buffer().get(bytes - 1);
      }

      await(event);
      assertThat(last).isEqualTo((byte) 77);
      assertThat(ws2.wsaGetOverlappedResult(client, overlapped, false).bytes()).isEqualTo(size);
    }
  }

  /** Of a provider's own handle they are the provider's: GOR-15 finds error and flags there. */
  @Test
  void givenNumbersInTheOffsets_whenAReceiveEnds_thenASystemHandleLeavesThem_OVL_2() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    overlapped.storeOffsets(0x1111, 0x2222);
    startRecv();

    sendHello();

    await(event);
    assertThat(overlapped.internal()).as("the system's").isZero();
    assertThat(overlapped.internalHigh()).as("the system's").isEqualTo(5);
    assertThat(new int[] {overlapped.offset(), overlapped.offsetHigh()})
        .containsExactly(top.hasSystemHandles() ? new int[] {0x1111, 0x2222} : new int[] {0, 0});
  }

  @Test
  void givenNoEvent_whenWaitedForAPendingReceive_thenInvalidHandleInsteadOfAHang_GOR_6() {
    PortHandle port = portOf(server, 1);
    startRecv();

    OverlappedResult waited = ws2.wsaGetOverlappedResult(server, overlapped, true);

    assertThat(waited.returnValue()).isFalse();
    assertThat(waited.errno()).isEqualTo(WsaError.WSA_INVALID_HANDLE.code());
    sendHello();
    assertThat(packet(port).bytes()).as("the request goes on").isEqualTo(5);
  }
}
