package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Event;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.faulty.CountsTooMuch;
import dev.wsplab.verifier.faulty.KeepsReceiveArray;
import dev.wsplab.verifier.faulty.KeepsReceiveArrayInBase;
import dev.wsplab.verifier.faulty.KeepsSendArray;
import dev.wsplab.verifier.faulty.KeepsSendArrayInBase;
import dev.wsplab.verifier.faulty.ReceivesInReverse;
import org.junit.jupiter.api.Test;

/** Buffers, byte counts and the order of streams: each fault is found under its rule. */
class BufferViolationsTest {
  private static void receiveLater(Winsock winsock, Runnable start) {
    try (OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock room = NativeBlock.allocate(64);
        NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
        Event event = winsock.event();
        SocketPair pair = winsock.connectedPair()) {
      event.attachTo(structure.overlapped());
      pair.server().startRecv(WsaBuffers.of(room), structure.overlapped());
      start.run();
      pair.client().send(WsaBuffers.of(data));
      assertThat(pair.server().result(structure.overlapped(), true)).isEqualTo(3);
      assertThat(room.bytes(0, 3)).as("the client's own buffer").containsOnly(0);
    }
  }

  private static void sendLater(Winsock winsock, Runnable start) {
    try (OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
        Event event = winsock.event();
        SocketPair pair = winsock.connectedPair()) {
      event.attachTo(structure.overlapped());
      pair.server().startSend(WsaBuffers.of(data), structure.overlapped());
      start.run();
      pair.server().result(structure.overlapped(), true);
    }
  }

  @Test
  void givenLayerThatKeepsTheArrayOfAReceive_whenItStartsBelow_thenItIsReported_WSP_IO_7() {
    KeepsReceiveArray layer = new KeepsReceiveArray();

    Run run = Run.overLayer(layer, winsock -> receiveLater(winsock, layer::start));

    run.broke(Check.BUFFER_ARRAY_KEPT);
    assertThat(run.seen()).contains("passed to WSPRecv of the provider below");
  }

  @Test
  void givenLayerThatKeepsTheArrayOfASend_whenItStartsBelow_thenItIsReported_WSP_IO_7() {
    KeepsSendArray layer = new KeepsSendArray();

    Run run = Run.overLayer(layer, winsock -> sendLater(winsock, layer::start));

    run.broke(Check.BUFFER_ARRAY_KEPT);
    assertThat(run.seen()).contains("passed to WSPSend of the provider below");
  }

  @Test
  void givenBaseThatKeepsTheArrayOfAReceive_whenDataCome_thenTheyAreFoundInThePage_WSP_IO_7() {
    KeepsReceiveArrayInBase base = new KeepsReceiveArrayInBase();

    Run run = Run.onBase(base, winsock -> receiveLater(winsock, base::start));

    run.broke(Check.BUFFER_ARRAY_KEPT);
    assertThat(run.seen()).contains("written where the changed entries point");
  }

  @Test
  void givenBaseThatKeepsTheArrayOfASend_whenItSends_thenTheCountTells_WSP_IO_7() {
    KeepsSendArrayInBase base = new KeepsSendArrayInBase();

    Run run = Run.onBase(base, winsock -> sendLater(winsock, base::start));

    run.broke(Check.BUFFER_ARRAY_KEPT);
    assertThat(run.seen()).startsWith("4 bytes were transferred");
  }

  @Test
  void givenLayerThatCountsTooMuch_whenReceiving_thenItIsReported_WSP_IO_20() {
    Run run =
        Run.overLayer(
            new CountsTooMuch(),
            winsock -> {
              try (SocketPair pair = winsock.connectedPair();
                  NativeBlock data = NativeBlock.allocate(3);
                  NativeBlock room = NativeBlock.allocate(64)) {
                pair.client().send(WsaBuffers.of(data));
                winsock.ws2_32().recv(pair.server().handle(), WsaBuffers.of(room), 0);
              }
            });

    run.broke(Check.TOO_MANY_BYTES);
    assertThat(run.seen()).isEqualTo("1003 bytes");
    assertThat(run.found().get(0).expected()).contains("at most 64 bytes");
  }

  @Test
  void givenLayerThatReceivesInReverse_whenTheStreamIsAPattern_thenItIsReported_WSP_IO_11() {
    StreamPattern pattern = new StreamPattern(42);

    Run run =
        Run.overLayer(
            new ReceivesInReverse(),
            winsock -> {
              try (OverlappedBlock structures = OverlappedBlock.allocate(2);
                  NativeBlock data = NativeBlock.copyOf(pattern.bytes(0, 96));
                  NativeBlock room = NativeBlock.allocate(96);
                  Event first = winsock.event();
                  Event second = winsock.event();
                  SocketPair pair = winsock.connectedPair()) {
                Overlapped one = structures.overlapped(0);
                Overlapped two = structures.overlapped(1);
                first.attachTo(one);
                second.attachTo(two);
                pair.client().send(WsaBuffers.of(data, 0, 32));
                assertThat(pair.server().recv(WsaBuffers.of(room, 0, 32))).isEqualTo(32);
                pair.server().startRecv(WsaBuffers.of(room, 32, 32), one);
                pair.server().startRecv(WsaBuffers.of(room, 64, 32), two);
                pair.client().send(WsaBuffers.of(data, 32, 64));
                pair.server().result(one, true);
                pair.server().result(two, true);
              }
            });

    run.broke(Check.STREAM_DISORDER);
    assertThat(run.found()).hasSize(1);
    assertThat(run.found().get(0).expected()).contains("the bytes of position 32");
    assertThat(run.seen()).isEqualTo("the bytes of position 64: 32 bytes are missing");
  }
}
