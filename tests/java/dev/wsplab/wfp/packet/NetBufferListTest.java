package dev.wsplab.wfp.packet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.wfp.packet.InjectionHistory.Injection;
import dev.wsplab.wfp.packet.NetBufferMisuse.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Net buffer lists: references, clones, the start of the data, and what is done wrong with them.
 */
class NetBufferListTest {
  private static final byte[] PACKET = "headersDATA".getBytes(US_ASCII);
  private static final int HEADERS = 7;

  private final List<NetBufferMisuse> misuses = new ArrayList<>();
  private final AtomicBoolean allocationFails = new AtomicBoolean();
  private final NetBufferPool pool = new NetBufferPool(misuses::add, allocationFails::get);

  @AfterEach
  void close() {
    pool.close();
  }

  private NetBufferList packet() {
    return pool.packet(PACKET, HEADERS);
  }

  private NetBufferList cloneOf(NetBufferList original) {
    return Objects.requireNonNull(pool.fwpsAllocateCloneNetBufferList0(original, 0).list());
  }

  private static String text(NetBufferList list) {
    return new String(list.data(), US_ASCII);
  }

  private List<Kind> kinds() {
    return misuses.stream().map(NetBufferMisuse::kind).toList();
  }

  @Test
  void givenReferencedPacket_whenStackReleasesIt_thenItLivesUntilTheLastDereference() {
    // WFP-36
    NetBufferList list = packet();
    pool.fwpsReferenceNetBufferList0(list, true);
    pool.releasePacket(list);
    assertThat(text(list)).isEqualTo("DATA");
    assertThat(list.isToBeModified()).isTrue();
    assertThat(pool.find(list.handle())).isSameAs(list);
    pool.fwpsDereferenceNetBufferList0(list);
    assertThat(list.isFreed()).isTrue();
    assertThat(pool.find(list.handle())).isNull();
    assertThat(misuses).isEmpty();
  }

  @Test
  void givenPacketKeptWithoutReference_whenItIsReadLater_thenThatIsToldAndThePatternIsFound() {
    // WFP-104
    NetBufferList list = packet();
    long address = list.address();
    pool.releasePacket(list);
    assertThat(list.data()).containsOnly(NetBufferList.FREED).hasSize(4);
    assertThat(Kernel.get().memory().loadInt(address)).isEqualTo(0xDDDDDDDD);
    list.write(0, new byte[1]);
    list.status(1);
    list.ndisAdvanceNetBufferDataStart(1, false);
    assertThat(list.ndisRetreatNetBufferDataStart(1, 0))
        .isEqualTo(NetBufferPool.NDIS_STATUS_FAILURE);
    assertThat(list.address()).isZero();
    assertThat(list.dataLength() + list.dataOffset() + list.status()).isZero();
    assertThat(pool.fwpsAllocateCloneNetBufferList0(list, 0).list()).isNull();
    pool.fwpsReferenceNetBufferList0(list, false);
    pool.fwpsDereferenceNetBufferList0(list);
    assertThat(kinds()).hasSize(12).containsOnly(Kind.USED_AFTER_FREE);
    assertThat(misuses.get(0).message()).contains("references or clones it");
    assertThat(misuses.get(0).list()).isEqualTo(list.handle());
  }

  @Test
  void givenListenerThatThrows_whenRuleIsBroken_thenTheCallerGetsIt() {
    try (NetBufferPool strict =
        new NetBufferPool(
            misuse -> {
              throw new IllegalStateException(misuse.message());
            },
            () -> false)) {
      NetBufferList list = strict.packet(PACKET, 0);
      assertThatThrownBy(() -> strict.fwpsDereferenceNetBufferList0(list))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("without a reference");
      assertThat(text(list)).isEqualTo("headersDATA");
    }
  }

  @Test
  void givenNoReference_whenDereferenced_thenThatIsToldAndThePacketLives() {
    NetBufferList list = packet();
    pool.fwpsDereferenceNetBufferList0(list);
    assertThat(kinds()).containsExactly(Kind.NOT_REFERENCED);
    assertThat(text(list)).isEqualTo("DATA");
  }

  @Test
  void givenStartMovedBackToTheHeaders_whenClonedAndRestored_thenOnlyTheCloneShowsThem() {
    // WFP-55, WFP-72
    NetBufferList list = packet();
    assertThat(list.ndisRetreatNetBufferDataStart(HEADERS, 0)).isZero();
    NetBufferList clone = cloneOf(list);
    list.ndisAdvanceNetBufferDataStart(HEADERS, false);
    assertThat(text(list)).isEqualTo("DATA");
    assertThat(text(clone)).isEqualTo("headersDATA");
    assertThat(clone.isClone()).isTrue();
    assertThat(clone.address() + HEADERS).isEqualTo(list.address());
  }

  @Test
  void givenClone_whenItsOriginalIsReleased_thenTheDataStayUntilTheCloneIsFreed() {
    NetBufferList list = packet();
    NetBufferList clone = cloneOf(list);
    pool.releasePacket(list);
    assertThat(text(clone)).isEqualTo("DATA");
    assertThat(list.isFreed()).isFalse();
    pool.fwpsFreeCloneNetBufferList0(clone);
    assertThat(list.isFreed()).isTrue();
    assertThat(pool.living()).isEmpty();
    assertThat(misuses).isEmpty();
  }

  @Test
  void givenCloneAndOriginal_whenOneIsWritten_thenBothShowIt() {
    NetBufferList list = packet();
    NetBufferList clone = cloneOf(list);
    clone.write(0, new byte[] {'d'});
    assertThat(text(list)).isEqualTo("dATA");
    assertThat(text(clone)).isEqualTo("dATA");
  }

  @Test
  void givenDeepCopy_whenOriginalGoes_thenTheCopyStays() {
    // WFP-37
    NetBufferList list = packet();
    NetBufferResult made = pool.fwpsAllocateNetBufferAndNetBufferList0(list.data());
    NetBufferList copy = Objects.requireNonNull(made.list());
    pool.releasePacket(list);
    assertThat(text(copy)).isEqualTo("DATA");
    pool.fwpsFreeNetBufferList0(copy);
    assertThat(pool.living()).isEmpty();
    assertThat(misuses).isEmpty();
  }

  @Test
  void givenNoRoomInFront_whenStartMovesBackBeyondIt_thenNewMemoryStandsInFrontOfTheSameData() {
    NetBufferList list = packet();
    NetBufferList clone = cloneOf(list);
    int unused = clone.dataOffset();
    assertThat(clone.ndisRetreatNetBufferDataStart(unused + 3, 5)).isZero();
    assertThat(clone.dataOffset()).isEqualTo(5);
    assertThat(clone.dataLength()).isEqualTo(unused + 3 + 4);
    clone.write(0, new byte[] {'n', 'e', 'w'});
    assertThat(clone.data(0, 3)).containsExactly('n', 'e', 'w');
    assertThat(clone.data(unused + 3, 9)).containsExactly('D', 'A', 'T', 'A');
    clone.write(unused + 3, new byte[] {'d'});
    assertThat(text(list)).as("still shared").isEqualTo("dATA");
    clone.ndisAdvanceNetBufferDataStart(unused + 3, true);
    assertThat(clone.dataOffset()).as("the new memory went").isEqualTo(unused);
    assertThat(text(clone)).isEqualTo("dATA");
    assertThat(misuses).isEmpty();
  }

  @Test
  void givenAllocationFails_whenClonedCopiedOrRetreated_thenStatusSaysSoAndNothingIsLeft() {
    NetBufferList list = packet();
    int offset = list.dataOffset();
    allocationFails.set(true);
    int expected = NetBufferPool.STATUS_INSUFFICIENT_RESOURCES;
    assertThat(pool.fwpsAllocateCloneNetBufferList0(list, 0).status()).isEqualTo(expected);
    assertThat(pool.fwpsAllocateNetBufferAndNetBufferList0(PACKET).status()).isEqualTo(expected);
    assertThat(list.ndisRetreatNetBufferDataStart(offset + 1, 0)).isEqualTo(expected);
    assertThat(list.dataOffset()).isEqualTo(offset);
    assertThat(list.references()).isZero();
    assertThat(pool.living()).containsExactly(list);
  }

  @Test
  void givenFlags_whenCloned_thenTheyAreRefused() {
    NetBufferList list = packet();
    NetBufferResult result = pool.fwpsAllocateCloneNetBufferList0(list, 1);
    assertThat(result.status()).isEqualTo(NetBufferPool.STATUS_INVALID_PARAMETER);
    assertThat(list.references()).isZero();
  }

  @Test
  void givenInjectedClone_whenItIsFreedBeforeItsCompletion_thenThatIsToldAndItLives() {
    // WFP-73, WFP-108
    NetBufferList clone = cloneOf(packet());
    pool.markInjected(clone, 7, 70);
    pool.fwpsFreeCloneNetBufferList0(clone);
    assertThat(kinds()).containsExactly(Kind.FREED_WHILE_INJECTED);
    pool.returnInjected(clone, NetBufferPool.NDIS_STATUS_FAILURE);
    assertThat(clone.status()).isEqualTo(NetBufferPool.NDIS_STATUS_FAILURE);
    pool.fwpsFreeCloneNetBufferList0(clone);
    assertThat(clone.isFreed()).isTrue();
    pool.fwpsFreeCloneNetBufferList0(clone);
    assertThat(kinds()).containsExactly(Kind.FREED_WHILE_INJECTED, Kind.FREED_TWICE);
  }

  @Test
  void givenListOfAnotherKind_whenFreed_thenThatIsToldAndItLives() {
    NetBufferList list = packet();
    pool.fwpsFreeCloneNetBufferList0(list);
    pool.fwpsFreeNetBufferList0(list);
    assertThat(kinds()).containsExactly(Kind.WRONG_FREE, Kind.WRONG_FREE);
    assertThat(list.isFreed()).isFalse();
  }

  @Test
  void givenInjectedClone_whenItIsClonedAndInjectedByAnother_thenBothAreKnown() {
    // WFP-79
    NetBufferList clone = cloneOf(packet());
    assertThat(clone.history().current()).isNull();
    pool.markInjected(clone, 1, 10);
    NetBufferList second = cloneOf(clone);
    assertThat(second.history().current()).isNull();
    assertThat(second.history().earlierBy(1)).isEqualTo(new Injection(1, 10));
    pool.markInjected(second, 2, 20);
    assertThat(second.history().current()).isEqualTo(new Injection(2, 20));
    assertThat(second.history().earlierBy(1)).isEqualTo(new Injection(1, 10));
    assertThat(second.history().earlierBy(2)).isNull();
  }

  @Test
  void givenData_whenReadWrittenOrAdvancedBeyondThem_thenThatIsToldAndNothingChanges() {
    NetBufferList list = packet();
    assertThat(list.data(5, 1)).isEmpty();
    list.write(3, new byte[2]);
    list.ndisAdvanceNetBufferDataStart(5, false);
    assertThat(kinds())
        .containsExactly(Kind.OUT_OF_BOUNDS, Kind.OUT_OF_BOUNDS, Kind.ADVANCED_TOO_FAR);
    assertThat(text(list)).isEqualTo("DATA");
    assertThat(list.data(3, 100)).containsExactly('A');
  }

  @Test
  void givenManyThreads_whenTheyReferenceCloneAndFree_thenNothingIsLeftAndNothingTold()
      throws InterruptedException {
    NetBufferList list = packet();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    List<NetBufferMisuse> told = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                for (int turn = 0; turn < 500; turn++) {
                  pool.fwpsReferenceNetBufferList0(list, false);
                  NetBufferList clone = cloneOf(list);
                  if (clone.data().length != 4) {
                    told.add(new NetBufferMisuse(Kind.OUT_OF_BOUNDS, 0, "short"));
                  }
                  pool.fwpsFreeCloneNetBufferList0(clone);
                  pool.fwpsDereferenceNetBufferList0(list);
                }
              });
      thread.start();
      threads.add(thread);
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    pool.releasePacket(list);
    assertThat(pool.living()).isEmpty();
    assertThat(told).isEmpty();
    assertThat(misuses).isEmpty();
  }
}
