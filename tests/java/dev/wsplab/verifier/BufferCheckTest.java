package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WspFunction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of lent arrays when an environment ends. */
class BufferCheckTest {
  private final NativeBlock data = NativeBlock.allocate(16);
  private final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final Overlapped structure = structures.overlapped();
  private final Violations violations = new Violations();
  private final BufferCheck check = new BufferCheck(new CallFindings(violations));
  private final WsaBuffers buffers = WsaBuffers.of(data).capture();
  private final BufferLoan loan = new BufferLoan(buffers);
  private final Transfer transfer =
      new Transfer(
          "provider",
          LoopbackProvider.create(),
          WspFunction.WSP_RECV,
          new SocketHandle(4),
          0,
          structure,
          true,
          buffers,
          loan);

  @AfterEach
  void close() {
    loan.close();
    structures.close();
    data.close();
  }

  private void pend() {
    structure.markPending();
    loan.recall();
    transfer.pended();
    check.returned(transfer, TransferResult.PENDING);
  }

  /** DEC-13: a cleanup ends operations without a word. */
  @Test
  void givenOperationThatACleanupHasEnded_whenTheEnvironmentEnds_thenTheMemoryOfItsArrayGoes() {
    pend();
    structure.publish(0, NtStatus.STATUS_CANCELLED.value());

    check.finish();

    assertThat(loan.isClosed()).isTrue();
    check.finished(transfer, 0, 0); // comes too late, and finds nothing
    assertThat(violations.all()).isEmpty();
  }

  /** WSP-IO-7: a provider that ends nothing may still write to where the array leads. */
  @Test
  void givenOperationThatNobodyHasEnded_whenTheEnvironmentEnds_thenItsArrayStaysAndIsLookedAt() {
    pend();
    Kernel.get().memory().write(new byte[] {0}, 0, 1, loan.page());

    check.finish();

    assertThat(loan.isClosed()).isFalse();
    assertThat(violations.all()).singleElement().matches(it -> it.rule().equals("WSP-IO-7"));
  }

  // ---- loans that rest, to notice still later uses

  private static final int RESTING = 64;

  private Transfer another(WsaBuffers of) {
    return new Transfer(
        "provider",
        LoopbackProvider.create(),
        WspFunction.WSP_RECV,
        new SocketHandle(4),
        0,
        null,
        false,
        of,
        new BufferLoan(of));
  }

  /** A receive that finishes at once. */
  private void finishedAtOnce(Transfer receive) {
    check.starting(receive);
    receive.loan().recall();
    check.returned(receive, TransferResult.done(3, 0));
    receive.finish();
    check.finished(receive, 0, 3);
  }

  private List<Transfer> manyFinished(int count) {
    List<Transfer> many = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      many.add(another(buffers));
      finishedAtOnce(many.get(i));
    }
    return many;
  }

  private static List<Boolean> closed(List<Transfer> transfers) {
    return transfers.stream().map(it -> it.loan().isClosed()).toList();
  }

  private void write(Transfer late) {
    Kernel.get().memory().write(new byte[] {0}, 0, 1, late.loan().page());
  }

  @Test
  void givenFinishedReceives_whenThereAreMore_thenTheMemoryOfTheOldestGoes() {
    List<Transfer> many = manyFinished(RESTING);
    assertThat(closed(many)).containsOnly(false);

    many.addAll(manyFinished(1));

    assertThat(many.get(0).loan().isClosed()).isTrue();
    assertThat(closed(many.subList(1, many.size()))).containsOnly(false);
    check.finish();
    assertThat(closed(many)).as("the environment has ended").containsOnly(true);
    assertThat(violations.all()).isEmpty();
  }

  @Test
  void givenReceivesThatFailed_whenThereAreMore_thenTheMemoryOfTheOldestGoes() {
    List<Transfer> many = new ArrayList<>();
    for (int i = 0; i <= RESTING; i++) {
      many.add(another(buffers));
      many.get(i).loan().recall();
      check.failed(many.get(i));
    }

    assertThat(many.get(0).loan().isClosed()).isTrue();
    assertThat(many.get(1).loan().isClosed()).isFalse();
    check.finish();
  }

  /** Another thread may finish it before its call returns, and it rests once. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenReceivesThatFinishInTheirCall_whenThatReturns_thenEachRestsOnce(boolean toldLater) {
    List<Transfer> many = new ArrayList<>();
    for (int i = 0; i <= RESTING; i++) {
      Transfer receive = another(buffers);
      many.add(receive);
      receive.finish();
      if (!toldLater) {
        check.finished(receive, 0, 3);
      }
      receive.loan().recall();
      check.returned(receive, TransferResult.PENDING);
      if (toldLater) {
        check.finished(receive, 0, 3);
      }
    }

    assertThat(many.get(0).loan().isClosed()).isTrue();
    assertThat(many.get(1).loan().isClosed()).isFalse();
    check.finish();
    assertThat(closed(many)).containsOnly(true);
  }

  /** WSP-IO-7: later than its operation ended. */
  @Test
  void givenFinishedReceives_whenTheirArraysAreUsedLater_thenEachIsFound_WSP_IO_7() {
    List<Transfer> many = manyFinished(RESTING);
    write(many.get(0));
    assertThat(violations.all()).isEmpty();
    many.addAll(manyFinished(1));
    assertThat(violations.all()).as("looked at before its memory goes").hasSize(1);
    assertThat(violations.all().get(0).seen())
        .isEqualTo("data were written where the changed entries point");

    Transfer other = another(WsaBuffers.of(data).capture());
    write(many.get(5));
    finishedAtOnce(other);
    check.finish();

    assertThat(violations.all()).extracting("rule").containsOnly("WSP-IO-7");
  }

  @Test
  void givenPendingReceive_whenDataGoWhereItsArrayLeadsNow_thenItIsFoundAtItsEnd_WSP_IO_7() {
    pend();
    write(transfer);

    check.finished(transfer, 0, 3);

    assertThat(violations.all())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.rule()).isEqualTo("WSP-IO-7");
              assertThat(found.expected())
                  .isEqualTo(
                      transfer + ": the array is read before the call returns, and not again");
              assertThat(found.seen())
                  .isEqualTo("data were written where the changed entries point");
            });
  }

  @Test
  void givenPendingReceive_whenAsManyBytesComeAsTheChangedEntriesSay_thenItIsFound_WSP_IO_7() {
    pend();

    check.finished(transfer, 0, 17);

    assertThat(violations.all().get(0).seen())
        .isEqualTo("17 bytes were transferred, which the changed entries ask for");
  }

  /** WSP-IO-20: as many as there is room for, and no more. */
  @Test
  void givenPendingReceives_whenTheyBringWhatFitsAndMore_thenOnlyThatIsFound_WSP_IO_20() {
    pend();
    check.finished(transfer, 0, 16);
    assertThat(violations.all()).isEmpty();

    check.finished(transfer, 0, 18);

    assertThat(violations.all())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.rule()).isEqualTo("WSP-IO-20");
              assertThat(found.expected()).isEqualTo(transfer + ": at most 16 bytes");
              assertThat(found.seen()).isEqualTo("18 bytes");
            });
  }

  /** WSP-IO-7: the provider below gets what an array says that was read too late. */
  @Test
  void givenAddressesBelow_whenOneLiesInALentPage_thenTheLayerIsFound_WSP_IO_7() {
    pend();
    check.starting(another(WsaBuffers.of(data, 4, 8).capture()));
    check.starting(another(WsaBuffers.of(loan.page() + BufferLoan.PAGE, 1).capture()));
    assertThat(violations.all()).as("buffers of somebody else").isEmpty();

    check.starting(another(WsaBuffers.of(loan.page() + BufferLoan.PAGE - 1, 1).capture()));

    assertThat(violations.all().get(0).seen())
        .isEqualTo(
            "the entries as they were changed after the return were passed to WSPRecv of the"
                + " provider below");
  }
}
