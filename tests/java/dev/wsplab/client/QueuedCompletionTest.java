package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a packet tells, and how it is shown. */
class QueuedCompletionTest {
  /** NTS-3, WIN-21: success by the sign of the status. */
  @Test
  void givenPackets_whenShown_thenAddressesAndStatusInHexadecimalAndTheErrorByName() {
    assertThat(QueuedCompletion.packet(0x10, 0x2000, 0, -1))
        .hasToString(
            "QueuedCompletion[key=0x10 overlapped=0x2000 bytes=4294967295 status=0x00000000]");
    assertThat(QueuedCompletion.packet(1, 2, 0xC0000120, 3).toString())
        .startsWith("QueuedCompletion[key=0x1 overlapped=0x2 bytes=3 status=0xc0000120 ")
        .contains("995");
  }

  @Test
  void givenNoPacket_whenShown_thenTheReason() {
    QueuedCompletion none = QueuedCompletion.nothing(258);

    assertThat(none.toString()).startsWith("QueuedCompletion[nothing taken: ").contains("258");
    assertThat(none.structure()).isNull();
    assertThat(QueuedCompletion.packet(0, 0x2000, 0, 0).structure()).isNotNull();
  }
}
