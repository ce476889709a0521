package dev.wsplab.verifier;

import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * WSABUF arrays that are looked at after their call (WSP-IO-7), and byte counts that no buffer
 * holds (WSP-IO-20). Each provider works on a {@link BufferLoan}. A use after the return is noticed
 * when the provider writes into the loan's page, hands the page to the provider below, or reports
 * the byte count of the changed entries; a provider that only reads the array late and makes
 * nothing of it is not. Thread-safe.
 */
final class BufferCheck implements TransferListener, FinalCheck {
  // How many loans are kept after their operation has finished, to notice still later uses.
  private static final int RESTING = 64;

  private final CallFindings findings;
  // By the page's address. An entry leaves when its memory does.
  private final NavigableMap<Long, Transfer> loans = new ConcurrentSkipListMap<>();
  private final Queue<Transfer> resting = new ArrayDeque<>();

  BufferCheck(CallFindings findings) {
    this.findings = findings;
  }

  @Override
  public void starting(Transfer transfer) {
    WsaBuffers buffers = transfer.buffers();
    if (buffers == null) {
      return;
    }
    for (int i = 0; i < buffers.count(); i++) {
      Map.Entry<Long, Transfer> before = loans.floorEntry(buffers.address(i));
      if (before != null && holds(before.getValue(), buffers.address(i))) {
        kept(
            before.getValue(),
            "the entries as they were changed after the return were passed to "
                + transfer.function().winsockName()
                + " of the provider below");
        return;
      }
    }
  }

  private static boolean holds(Transfer transfer, long address) {
    BufferLoan loan = transfer.loan();
    return loan != null && loan.holds(address);
  }

  @Override
  public void returned(Transfer transfer, TransferResult result) {
    BufferLoan loan = transfer.loan();
    if (loan == null) {
      return;
    }
    loans.put(loan.page(), transfer);
    if (transfer.isFinished()) {
      rest(transfer);
    }
  }

  @Override
  public void finished(Transfer transfer, int error, long bytes) {
    BufferLoan loan = transfer.loan();
    if (loan == null) {
      return;
    }
    if (loan.wasWritten()) {
      kept(transfer, "data were written where the changed entries point");
    } else if (loan.explains(bytes)) {
      kept(transfer, bytes + " bytes were transferred, which the changed entries ask for");
    } else if (bytes > transfer.room()) {
      findings.report(
          Check.TOO_MANY_BYTES,
          transfer.provider(),
          transfer + ": at most " + transfer.room() + " bytes",
          bytes + " bytes",
          transfer.socket().value());
    }
    if (loans.containsKey(loan.page())) {
      rest(transfer);
    }
  }

  @Override
  public void failed(Transfer transfer) {
    BufferLoan loan = transfer.loan();
    if (loan != null) {
      loans.put(loan.page(), transfer);
      rest(transfer);
    }
  }

  private synchronized void rest(Transfer transfer) {
    if (resting.contains(transfer)) {
      return; // it finished while its call returned
    }
    resting.add(transfer);
    Transfer oldest = resting.size() > RESTING ? resting.poll() : null;
    if (oldest != null) {
      end(oldest);
    }
  }

  private void end(Transfer transfer) {
    BufferLoan loan = transfer.loan();
    if (loan != null && loans.remove(loan.page()) != null) {
      inspect(transfer, loan);
      loan.close();
    }
  }

  @Override
  public synchronized void finish() {
    resting.forEach(this::end);
    for (Transfer transfer : loans.values()) {
      BufferLoan loan = transfer.loan();
      if (transfer.isEndedUntold()) {
        end(transfer);
      } else if (loan != null) {
        inspect(transfer, loan); // it may still be written to, so its memory is left alone
      }
    }
  }

  private void inspect(Transfer transfer, BufferLoan loan) {
    if (loan.wasWritten()) {
      kept(transfer, "data were written where the changed entries point");
    }
  }

  private void kept(Transfer transfer, String seen) {
    findings.report(
        Check.BUFFER_ARRAY_KEPT,
        transfer.provider(),
        transfer + ": the array is read before the call returns, and not again",
        seen,
        transfer.socket().value());
  }
}
