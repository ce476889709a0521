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
        "WPU-COMPLETE-13",
        operation.startedBy(),
        operation,
        "the provider's own structure came in the client's packet",
        "the structure that the client started an operation with",
        "one that the provider started " + operation.function() + " below with",
        "Associate the lower handle with a port of the layer, and complete the client's structure"
            + " on the layer's own handle.");
  }

  /** IOCP-EVT-3, WPU-COMPLETE-15: bit 0 of hEvent asks for the event without the packet. */
  private void noPacketWithLowBit(BorderOperation operation) {
    findings.add(
        "IOCP-EVT-3",
        operation,
        "a packet came although bit 0 of hEvent is set",
        "the event, and no packet",
        "a packet, with hEvent 0x" + Long.toHexString(operation.hEvent()),
        "Queue no packets of your own; WPUCompleteOverlappedRequest decides whether one is due.");
  }

  /** WPU-CREATE-5: packets come from WPUCompleteOverlappedRequest alone. */
  private void packetFollowsCompletion(BorderOperation operation) {
    findings.add(
        "WPU-CREATE-5",
        operation,
        "a packet came that no completion has queued",
        "WPUCompleteOverlappedRequest, which queues the packet if one is due",
        "a packet of the provider's own",
        "Queue no packets of your own; call WPUCompleteOverlappedRequest.");
  }

  /** WPU-COMPLETE-18: told once. */
  private void onePacket(BorderOperation operation) {
    findings.add(
        "WPU-COMPLETE-18",
        operation,
        "told twice",
        "one packet for each operation",
        "another packet",
        "Queue no packets of your own beside that of WPUCompleteOverlappedRequest.");
  }

  /** WPU-COMPLETE-13: the packet carries the count that the operation was completed with. */
  private void sameCount(BorderOperation operation, Result result, long bytes) {
    if ((int) bytes != (int) result.bytes()) {
      findings.add(
          "WPU-COMPLETE-13",
          operation,
          "the byte count of packet and completion differ",
          result.bytes() + " bytes, as completed",
          bytes + " bytes in the packet",
          "Queue no packets of your own; WPUCompleteOverlappedRequest puts cbTransferred in.");
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
          "WPU-COMPLETE-12",
          operation,
          "the structure was changed after its completion",
          "InternalHigh="
              + Long.toHexString(result.bytes())
              + " Offset="
              + Integer.toHexString(result.offset())
              + " OffsetHigh="
              + Integer.toHexString(result.offsetHigh())
              + " from the completion to the dequeue",
          words.toString(),
          "Write Offset and OffsetHigh before WPUCompleteOverlappedRequest, and nothing after it:"
              + " the client may be using the structure again.");
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
      findings.add(
          "GOR-13",
          operation,
          QUERY + " threw in the thread that was told",
          "the operation's result",
          e.toString(),
          "Answer result queries in any thread, also while the client is being told.");
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
        "WPU-COMPLETE-18",
        operation,
        "finished, but never indicated",
        "WPUCompleteOverlappedRequest before the result can be seen",
        QUERY + " says that it has finished",
        "Let WPUCompleteOverlappedRequest store the final status: it sets the event and queues the"
            + " packet, too.");
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
          "GOR-1",
          operation,
          QUERY + " gives another result than the completion",
          text(error, bytes, flags),
          text(answer.returnValue() ? 0 : answer.errno(), answer.bytes(), answer.flags()),
          "Read the byte count from InternalHigh, the error from OffsetHigh and the flags from"
              + " Offset, as they were stored at the completion.");
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
