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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
