package dev.wsplab.forefront;

import static dev.wsplab.forefront.ForefrontCheck.*;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.operation.UserFault;
import dev.wsplab.operation.Violation;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.verifier.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/** Strict mode: what is wrong in a filter, reported through the verifier. Thread-safe. */
final class Strict {
  private static final int CHUNK = 64 * 1024;
  private static final int SHOWN =
      10; // of one kind: what goes wrong in each call is told often enough

  private final boolean on;
  private final Violations violations;
  private final Map<ForefrontCheck, AtomicInteger> told = new ConcurrentHashMap<>();
  private final Set<CountedObject> alive = ConcurrentHashMap.newKeySet(); // sockets and buffers

  Strict(boolean on, Recorder history) {
    this.on = on;
    this.violations = new Violations(history);
  }

  boolean isOn() {
    return on;
  }

  List<Violation> violations() {
    return violations.all();
  }

  // ---- sockets and buffers

  /** The filter owes its release. */
  <T extends CountedObject> T made(T object) {
    if (on) {
      alive.add(object);
    }
    return object;
  }

  /** Its last reference is gone. */
  void gone(CountedObject object) {
    alive.remove(object);
  }

  /** What was found more often than it was shown. */
  void sumUp() {
    told.forEach(
        (check, times) -> {
          int more = times.get() - SHOWN;
          if (more > 0) {
            violations.add(
                check.rule(),
                "filter",
                check.what(),
                "none",
                more + " more like those before",
                check.remedy(),
                event -> false);
          }
        });
  }

  /** FWX-93. */
  void leftAlive() {
    alive.forEach(
        object ->
            leftBehind(object + " was never released: " + object.references() + " references", 0));
  }

  /** FWX-72. */
  void usedAfterRelease(String seen) {
    add(USED_AFTER_RELEASE, "a call on an object that the filter has a reference on", seen, 0);
  }

  /** FWX-77. */
  void sentBufferUsed(String expected, String seen) {
    add(SENT_BUFFER_USED, expected, seen, 0);
  }

  // ---- at issue

  /** FWX-8. */
  void foreignRecord(FileObject file, long record) {
    add(
        FOREIGN_OVERLAPPED,
        "a record of CreateOverlapped",
        "record 0x" + Long.toHexString(record) + " on " + file,
        record);
  }

  /** FWX-34, FWX-94, FWX-96. */
  void recordInUse(FileIo first, FileIo second) {
    ForefrontCheck check = RECORD_IN_USE;
    if (first.returnedTrue()) {
      check = TRUE_TAKEN_FOR_DONE;
    } else if (first.kind() != second.kind()) {
      check = READ_AND_WRITE;
    }
    add(check, "the callback of " + first, second + " before it", first.record().address());
  }

  /** FWX-74b. */
  void neverHooked(FileIo io) {
    add(NEVER_HOOKED, "HookToCompletionPort before it", io.toString(), io.record().address());
  }

  /** What is to be compared at the end of a write (FWX-90). */
  void started(FileIo io) {
    if (on && !io.isRead()) {
      io.checksum(checksum(io));
    }
  }

  /** A read that is issued in the callback of the one before, with the same object. */
  void reissued(CallbackFrame last, FileIo next) {
    FileIo before = last.io();
    boolean sameReader =
        before.object() == next.object()
            && before.file() == next.file()
            && before.isRead()
            && next.isRead();
    if (!on || !sameReader || last.isFirstReissueSeen()) {
      return;
    }
    long moved = next.position() - before.position();
    if (before.error() == 0) {
      if (isMeant(last.errorShown(), moved, before) && moved != before.bytes()) {
        reissuedWrong(ARGUMENTS_MIXED, before, next);
      } else if (moved == 0) {
        readAgain(before, next);
      }
    } else if (before.error() == FileErrors.HANDLE_EOF && moved == 0) {
      next.triesAfterEnd(before.triesAfterEnd() + 1);
      if (before.triesAfterEnd() > 0) { // once more is for a file that grows
        reissuedWrong(END_NOT_NOTICED, before, next);
      }
    } else if (isMeant(last.bytesShown(), moved, before)) {
      reissuedWrong(UNSPECIFIED_USED, before, next);
    }
  }

  /** FWX-95: a block may be read again, to check it; who reads it for ever has not moved on. */
  private void readAgain(FileIo before, FileIo next) {
    boolean whole = before.bytes() > 0 && before.bytes() == before.length();
    if (!whole || next.length() != before.length()) {
      return; // after less it may want the whole block, after a header what that announces
    }
    next.readsAgain(before.readsAgain() + 1);
    if (before.readsAgain() > 0) {
      reissuedWrong(OFFSET_NOT_ADVANCED, before, next);
    }
  }

  /** Whether a reader has moved by a value that means nothing, and not by one that may be meant. */
  private static boolean isMeant(int shown, long moved, FileIo before) {
    return shown != 0 && Integer.toUnsignedLong(shown) == moved && moved != before.length();
  }

  private void reissuedWrong(ForefrontCheck check, FileIo before, FileIo next) {
    String result =
        before.error() == 0
            ? "TRUE, " + before.bytes() + " bytes"
            : "FALSE, " + Win32Error.nameOf(before.error());
    add(
        check,
        "what fits to (" + result + ") of " + before,
        next.toString(),
        next.record().address());
  }

  // ---- meanwhile

  /** FWX-71, or FWX-94 when the call had returned TRUE. */
  void releasedInFlight(FileIo io) {
    add(
        io.returnedTrue() ? TRUE_TAKEN_FOR_DONE : RELEASED_IN_FLIGHT,
        "Release in the callback or later",
        "Release before the callback of " + io,
        io.record().address());
  }

  /** FWX-68. */
  void releasedWithoutReference(FwxOverlapped object) {
    add(
        RELEASED_WITHOUT_REFERENCE,
        "as many Release as CreateOverlapped and AddRef",
        "one more, of " + object,
        object.record().address());
  }

  // ---- when the packet is taken

  /** FWX-35, FWX-90, FWX-97. */
  void ended(FileIo io) {
    if (!on) {
      return;
    }
    long record = io.record().address();
    NativeBlock block = io.block();
    if (block != null && block.isClosed()) {
      add(
          io.returnedTrue() ? TRUE_TAKEN_FOR_DONE : BUFFER_FREED,
          "a buffer that lives until the callback",
          "its NativeBlock was closed before the callback of " + io,
          record);
      return;
    }
    long offset = offsetOf(io);
    if (offset != io.position()) {
      add(OFFSET_CHANGED, "offset " + io.position(), "offset " + offset + " during " + io, record);
    }
    if (!io.isRead() && checksum(io) != io.checksum()) {
      add(DATA_CHANGED, "the data of the issue", "other data during " + io, record);
    }
  }

  /** FWX-74c. */
  void noNotification(FileIo io) {
    add(NO_NOTIFICATION, "somebody to be told", "nobody for " + io, io.record().address());
  }

  // ---- callbacks

  /** FWX-26. */
  void callbackFailed(String method, int hresult, long record) {
    add(CALLBACK_FAILED, "S_OK", method + " returned " + HResult.describe(hresult), record);
  }

  /** FWX-27. */
  void callbackThrew(String method, Throwable thrown, long record) {
    add(CALLBACK_THREW, "S_OK", method + " threw " + UserFault.describe(thrown), record);
  }

  /** FWX-66. */
  void sectionLeftOpen(int open, long record) {
    add(
        SECTION_LEFT_OPEN,
        "no section open",
        open + " open on " + Thread.currentThread().getName(),
        record);
  }

  /** FWX-100. */
  void starved(int workers, int waiting, long millis) {
    add(
        POOL_STARVED,
        "a worker for the next packet",
        workers + " workers in callbacks, " + waiting + " packets waiting for " + millis + " ms",
        0);
  }

  /** FWX-93. */
  void leftBehind(String what, long record) {
    add(LEFT_BEHIND, "nothing", what, record);
  }

  void unspecifiedUsed(String expected, String seen) {
    add(UNSPECIFIED_USED, expected, seen, 0);
  }

  private void add(ForefrontCheck check, String expected, String seen, long record) {
    if (on && told.computeIfAbsent(check, key -> new AtomicInteger()).getAndIncrement() < SHOWN) {
      Predicate<TraceEvent> its = event -> record != 0 && event.overlapped() == record;
      violations.add(check.rule(), "filter", check.what(), expected, seen, check.remedy(), its);
    }
  }

  /** The position that stands in the record now; that of the issue when it cannot be read. */
  private static long offsetOf(FileIo io) {
    try {
      return positionIn(io.record().offset(), io.record().offsetHigh());
    } catch (AccessViolationException e) {
      return io.position();
    }
  }

  /** The 64-bit position of both halves (FWX-19). */
  static long positionIn(int offset, int offsetHigh) {
    return Integer.toUnsignedLong(offset) | (long) offsetHigh << 32;
  }

  private static long checksum(FileIo io) {
    return checksum(io.address(), io.length());
  }

  /** Of bytes in memory; -1 when they cannot be read. */
  static long checksum(long address, int length) {
    CRC32C sum = new CRC32C();
    byte[] part = new byte[Math.min(CHUNK, Math.max(1, length))];
    try {
      for (int done = 0; done < length; done += CHUNK) {
        int count = Math.min(CHUNK, length - done);
        Kernel.get().memory().read(address + done, part, 0, count);
        sum.update(part, 0, count);
      }
    } catch (AccessViolationException e) {
      return -1; // the write itself fails with 998
    }
    return sum.getValue();
  }

  /** What a filter sees in arguments that are not specified. */
  record Unspecified(int error, int bytes) {
    static final Unspecified ZERO = new Unspecified(0, 0);
  }
}
