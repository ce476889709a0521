package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.loopback.DatagramQueue.Item;
import dev.wsplab.spi.Sockaddr;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a datagram socket keeps: as much as its buffer has room for, and at least one. */
class DatagramQueueTest {
  private static final Endpoint HERE = Endpoint.of(Sockaddr.loopback(1));
  private static final Endpoint THERE = Endpoint.of(Sockaddr.loopback(2));
  private static final int MOST_REPORTS = 1024;

  private final DatagramQueue queue = new DatagramQueue();

  private static Item of(int size) {
    return new Item(new byte[size], THERE, HERE);
  }

  private List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>();
    for (Item item = queue.first(); item != null; item = queue.first()) {
      sizes.add(item.data() == null ? -1 : item.size());
      queue.removeFirst();
    }
    return sizes;
  }

  @Test
  void givenBuffer_whenDatagramsCome_thenThoseAreTakenThatFitAndTheFirstAlways() {
    assertThat(queue.add(of(100), 10, false)).as("the first").isTrue();
    assertThat(queue.add(of(1), 100, false)).isFalse();
    assertThat(queue.add(of(1), 101, false)).isTrue();
    assertThat(queue.bytes()).isEqualTo(101);

    assertThat(sizes()).containsExactly(100, 1);
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void givenDatagramsWithoutBytes_whenTheyCome_thenEachCountsAsOne() {
    for (int i = 0; i < 3; i++) {
      assertThat(queue.add(of(0), 3, false)).isTrue();
    }
    assertThat(queue.add(of(0), 3, false)).isFalse();
    assertThat(queue.bytes()).isZero();

    queue.removeFirst();

    assertThat(queue.add(of(0), 3, false)).isTrue();
  }

  @Test
  void givenOvertakingDatagram_whenItComes_thenItIsBeforeTheLastOneThatWaits() {
    queue.add(of(1), 100, true);
    queue.add(of(2), 100, false);
    queue.add(of(3), 100, true);

    assertThat(sizes()).containsExactly(1, 3, 2);
  }

  @Test
  void givenReports_whenManyCome_thenSoManyAreKeptAndTheyTakeNoRoom() {
    for (int i = 0; i <= MOST_REPORTS; i++) {
      queue.addUnreachable(HERE, THERE);
    }
    assertThat(queue.add(of(7), 0, false)).as("the first datagram").isTrue();
    assertThat(queue.add(of(1), 7, false)).as("reports are not counted").isFalse();
    assertThat(queue.add(of(1), 8, false)).isTrue();
    assertThat(queue.bytes()).isEqualTo(8);
    assertThat(queue.first()).isEqualTo(new Item(null, HERE, THERE));
    queue.removeFirst();
    queue.addUnreachable(HERE, THERE);

    List<Integer> sizes = sizes();

    assertThat(sizes).hasSize(MOST_REPORTS + 2).endsWith(7, 1, -1);
    assertThat(queue.bytes()).isZero();
    assertThat(queue.first()).isNull();
  }
}
