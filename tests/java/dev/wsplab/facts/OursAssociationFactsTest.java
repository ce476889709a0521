package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Dequeued;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import org.junit.jupiter.api.Test;

/** The library's own. */
class OursAssociationFactsTest extends OursAssociationFacts {
  OursAssociationFactsTest(OurBase base) {
    super(base);
  }

  @Override
  @Test
  @OnWine(
      value = "WIN-21",
      instead = "a non-blocking recv after a reset says end of stream, so the packet does")
  void givenPendingReceive_whenPeerResets_thenPacketSays64AndQuerySays10054_WIN_21() {
    if (base == OurBase.LOOPBACK || !RunningOn.isWine()) {
      super.givenPendingReceive_whenPeerResets_thenPacketSays64AndQuerySays10054_WIN_21();
      return;
    }
    Pair pair = connectedPair();
    Structure structure = new Structure();
    long port = receiving(pair.server(), structure);
    windows.resetOnClose(pair.client());

    windows.closeSocket(pair.client());

    assertThat(windows.dequeue(port, LONG))
        .isEqualTo(new Dequeued(true, 0, new Packet(0, KEY, structure.address())));
  }
}
