package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What modules do with the memory of a call that has returned WSA_IO_PENDING. */
@Timeout(60)
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class LentMemoryTest {
  private static final int OPERATIONS = 3;

  /** Receives a byte after each start, by polling or by a routine. */
  private static List<Violation> receive(String module, boolean routine) {
    Winsock winsock =
        Winsock.builder()
            .base(LoopbackProvider.create())
            .layer(Modules.provider(Modules.sample(module)), Guid.random(), module, false)
            .verify(Verifier.Mode.REPORT)
            .build();
    try (SocketPair pair = winsock.connectedPair();
        OverlappedBlock structures = OverlappedBlock.allocate(OPERATIONS);
        NativeBlock data = NativeBlock.allocate(8)) {
      List<Integer> told = new ArrayList<>();
      CompletionRoutine remember = (error, bytes, overlapped, flags) -> told.add(bytes);
      for (int i = 0; i < OPERATIONS; i++) {
        var structure = structures.overlapped(i);
        CompletionRoutine given = routine ? remember : null;
        assertThat(
                winsock
                    .ws2_32()
                    .wsaRecv(pair.server().handle(), WsaBuffers.of(data, 0, 4), 0, structure, given)
                    .isPending())
            .isTrue();
        pair.client().send(WsaBuffers.of(data, 4, 1));
        await(() -> structure.isPending() ? 0 : 1);
      }
    } finally {
      winsock.close();
    }
    return winsock.violations();
  }

  private static void await(IntSupplier done) {
    long limit = System.nanoTime() + 30_000_000_000L;
    while (done.getAsInt() == 0 && System.nanoTime() < limit) {
      Thread.onSpinWait();
    }
    assertThat(done.getAsInt()).as("finished in time").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "layer_counts_late, COUNT_WRITTEN_LATE, 'the byte count was written'",
    "layer_flags_late, FLAGS_WRITTEN_LATE, '*lpFlags was written'",
  })
  void givenAModuleThatWritesWhenTheOperationEnds_whenItHasPended_thenThatIsReported(
      String module, Check check, String seen) {
    List<Violation> found = receive(module, false);

    assertThat(found).isNotEmpty();
    assertThat(found)
        .allSatisfy(
            violation -> {
              assertThat(violation.rule()).isEqualTo(check.rule());
              assertThat(violation.what()).isEqualTo(check.what());
              assertThat(violation.provider()).contains(module);
              assertThat(violation.expected()).startsWith("WSPRecv on socket");
              assertThat(violation.seen()).isEqualTo(seen + " after the call had returned");
              assertThat(violation.remedy()).isEqualTo(check.remedy());
            });
  }

  /** WSP-IO-14: before the call returns, too. */
  @Test
  void givenAModuleThatCountsWhenItPends_whenAReceiveStarts_thenThatIsReported() {
    assertThat(receive("layer_counts_when_pending", false))
        .isNotEmpty()
        .allSatisfy(v -> assertThat(v.what()).isEqualTo(OperationCheck.COUNT_WHEN_PENDING.what()));
  }

  /** WPU-APC-4. */
  @Test
  void givenAModuleThatKeepsTheThreadId_whenItQueuesTheRoutine_thenThatIsReported() {
    assertThat(receive("layer_keeps_the_thread_id", true))
        .anySatisfy(
            v -> {
              assertThat(v.rule()).isEqualTo("WPU-APC-4");
              assertThat(v.what()).isEqualTo(Check.THREAD_ID_KEPT.what());
              assertThat(v.seen()).startsWith("WPUQueueApc was given the address");
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenTheCorrectModule_whenOperationsPend_thenNothingIsReported(boolean routine) {
    assertThat(receive("layer", routine)).extracting(Violation::report).isEmpty();
  }

  /** OVL-3, WPU-COMPLETE-11: they are the module's own words, and its own query reads them. */
  @Test
  void givenAModuleThatSwapsItsOffsets_whenAnOperationFails_thenThatIsANoteAndBreaksNothing() {
    Winsock winsock =
        Winsock.builder()
            .base(LoopbackProvider.create())
            .layer(
                Modules.provider(Modules.sample("layer_swaps_offsets")),
                Guid.random(),
                "swaps",
                false)
            .verify(Verifier.Mode.FAIL)
            .build();
    try (SocketPair pair = winsock.connectedPair();
        OverlappedBlock structures = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.allocate(8)) {
      var s = pair.server().handle();
      var structure = structures.overlapped();
      winsock.ws2_32().wsaRecv(s, WsaBuffers.of(data), 0, structure, null);
      byte[] atOnce = {1, 0, 0, 0}; // closing resets the connection
      winsock
          .ws2_32()
          .setsockopt(pair.client().handle(), Winsock2.SOL_SOCKET, Winsock2.SO_LINGER, atOnce)
          .orThrow("setsockopt");
      pair.client().close();
      await(() -> structure.isPending() ? 0 : 1);

      assertThat(winsock.ws2_32().wsaGetOverlappedResult(s, structure, false).errno())
          .isEqualTo(WsaError.WSAECONNRESET.code());
    } finally {
      winsock.close();
    }
    assertThat(winsock.notes())
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.rule()).isEqualTo("WPU-COMPLETE-11");
              assertThat(note.what()).isEqualTo("Offset and OffsetHigh are swapped");
              assertThat(note.provider()).contains("layer_swaps_offsets");
              assertThat(note.history()).isNotEmpty();
            });
    assertThat(winsock.violations()).isEmpty();
  }
}
