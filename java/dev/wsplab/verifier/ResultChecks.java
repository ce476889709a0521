package dev.wsplab.verifier;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.BorderOperation.End;
import dev.wsplab.verifier.BorderOperation.Result;

/**
 * What whoever started an operation finds of its result: in the packet, in the structure, and from
 * the provider's own {@code WSPGetOverlappedResult}.
 */
final class ResultChecks {
  private static final String QUERY = "WSPGetOverlappedResult";

  private final BorderBook book;
  private final Findings findings;

  ResultChecks(BorderBook book, Findings findings) {
    this.book = book;
    this.findings = findings;
  }

  // ---- packets that the client takes

  /**
   * The client takes a packet that it has not posted itself. Comes inside the dequeue call: until
   * that returns, the structure may be read.
   */
  void packet(long address, long bytes) {
    BorderOperation operation = book.find(address);
    if (operation == null || operation.hasOlderPackets() || operation.border().hasEnded()) {
      return;
    }
    if (!operation.startedBy().isEmpty()) {
      clientsOwnStructure(operation);
      return;
    }
    Result result = operation.result();
    if (operation.hasLowBit() && !operation.hasRoutine()) {
      noPacketWithLowBit(operation);
    } else if (result == null || !result.packet()) {
      packetFollowsCompletion(operation);
    } else if (operation.told() == End.TOLD) {
      onePacket(operation);
    } else {
      sameCount(operation, result, bytes);
      untouchedSince(operation, result);
      ofProvider(operation, result.error(), (int) result.bytes(), result.flags());
    }
  }

  /** WPU-COMPLETE-13, WPU-CREATE-6: never a structure of a provider. */
  private void clientsOwnStructure(BorderOperation operation) {
    findings.add(
        OperationCheck.OWN_STRUCTURE_IN_PACKET,
        operation.startedBy(),
        operation,
        "the structure that the client started an operation with",
        "one that the provider started " + operation.function() + " below with");
  }

  /** IOCP-EVT-3, WPU-COMPLETE-15: bit 0 of hEvent asks for the event without the packet. */
  private void noPacketWithLowBit(BorderOperation operation) {
    findings.add(
        OperationCheck.PACKET_DESPITE_LOW_BIT,
        operation,
        "the event, and no packet",
        "a packet, with hEvent 0x" + Long.toHexString(operation.hEvent()));
  }

  /** WPU-CREATE-5: packets come from WPUCompleteOverlappedRequest alone. */
  private void packetFollowsCompletion(BorderOperation operation) {
    findings.add(
        OperationCheck.OWN_PACKET,
        operation,
        "WPUCompleteOverlappedRequest, which queues the packet if one is due",
        "a packet of the provider's own");
  }

  /** WPU-COMPLETE-18: told once. */
  private void onePacket(BorderOperation operation) {
    findings.add(
        OperationCheck.TOLD_TWICE, operation, "one packet for each operation", "another packet");
  }

  /** WPU-COMPLETE-13: the packet carries the count that the operation was completed with. */
  private void sameCount(BorderOperation operation, Result result, long bytes) {
    if ((int) bytes != (int) result.bytes()) {
      findings.add(
          OperationCheck.PACKET_COUNTS_OTHERWISE,
          operation,
          result.bytes() + " bytes, as completed",
          bytes + " bytes in the packet");
    }
  }

  /** WPU-COMPLETE-12: after the publication the structure belongs to the client. */
  private void untouchedSince(BorderOperation operation, Result result) {
    OverlappedWords words;
    try {
      words = operation.structure().words();
    } catch (AccessViolationException e) {
      return; // the client polled, and freed it before it took the packet
    }
    boolean changed =
        words.internalHigh() != result.bytes()
            || result.known()
                && (words.offset() != result.offset() || words.offsetHigh() != result.offsetHigh());
    boolean stillTheResult = (int) words.internal() == result.status();
    // A client that polls may have started anew meanwhile.
    if (changed && stillTheResult && book.isCurrent(operation)) {
      findings.add(
          OperationCheck.CHANGED_AFTER_COMPLETION,
          operation,
          "InternalHigh="
              + Long.toHexString(result.bytes())
              + " Offset="
              + Integer.toHexString(result.offset())
              + " OffsetHigh="
              + Integer.toHexString(result.offsetHigh())
              + " from the completion to the dequeue",
          words.toString());
    }
  }

  // ---- the provider's own query

  /** Asks the provider for the result, where the structure may be read. */
  void ofProvider(BorderOperation operation, int error, int bytes, int flags) {
    ServiceProvider table = operation.border().table();
    if (table == null || operation.isSocketClosed()) {
      return;
    }
    OverlappedResult answer;
    try {
      answer = table.wspGetOverlappedResult(operation.socket(), operation.structure(), false);
    } catch (RuntimeException e) {
      findings.add(OperationCheck.QUERY_THREW, operation, "the operation's result", e.toString());
      return;
    }
    if (book.isCurrent(operation)) {
      compare(operation, answer, error, bytes, flags);
    }
  }

  /** Somebody has asked the provider for the result of an operation that had been completed. */
  void answered(BorderOperation operation, OverlappedResult answer) {
    Result result = operation.result();
    if (result != null && book.isCurrent(operation) && operation.firstQuery()) {
      compare(operation, answer, result.error(), (int) result.bytes(), result.flags());
    }
  }

  /**
   * WPU-COMPLETE-18: somebody has asked about an operation that nothing was said about, and was
   * told that it has finished.
   */
  void answeredBeforeCompletion(BorderOperation operation, OverlappedResult answer) {
    if (!answer.finished()
        || operation.hasRoutine()
        || !operation.isOpen()
        || !book.isCurrent(operation)
        || isPending(operation)
        || !operation.firstQuery()) {
      return;
    }
    findings.add(
        OperationCheck.FINISHED_WITHOUT_INDICATION,
        operation,
        "WPUCompleteOverlappedRequest before the result can be seen",
        QUERY + " says that it has finished");
  }

  private static boolean isPending(BorderOperation operation) {
    try {
      return operation.structure().isPending();
    } catch (AccessViolationException e) {
      return true; // the query cannot have read it either
    }
  }

  /** GOR-1, GOR-12: the query tells what the operation was completed with, as often as asked. */
  private void compare(
      BorderOperation operation, OverlappedResult answer, int error, int bytes, int flags) {
    if (!answer.returnValue() && !answer.finished()) {
      return; // the socket is gone, or the result not visible yet (WPU-COMPLETE-10)
    }
    boolean same =
        error == 0
            ? answer.returnValue() && answer.bytes() == bytes && answer.flags() == flags
            // What the flags of a failed request are is not documented (sheet, section 4, row 4).
            : !answer.returnValue() && answer.errno() == error;
    if (!same) {
      findings.add(
          OperationCheck.QUERY_DIFFERS,
          operation,
          text(error, bytes, flags),
          text(answer.returnValue() ? 0 : answer.errno(), answer.bytes(), answer.flags()));
    }
  }

  private static String text(int error, int bytes, int flags) {
    String outcome =
        error == 0
            ? "TRUE, " + Integer.toUnsignedString(bytes) + " bytes"
            : "FALSE, " + WsaError.describe(error);
    return outcome + ", flags " + flags;
  }
}
