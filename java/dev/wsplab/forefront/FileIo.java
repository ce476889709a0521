package dev.wsplab.forefront;

import dev.wsplab.forefront.FwxOverlapped.Notification;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import java.util.concurrent.atomic.AtomicBoolean;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One read or write from its issue to its callback. Position, length and memory are those of the
 * moment of issue (FWX-89). Thread-safe: the first to decide it gives its result.
 */
final class FileIo {
  private final OperationKind kind;
  private final FileObject file;
  private final Overlapped record;
  private final @Nullable FwxOverlapped object;
  private final long address;
  private final int length;
  private final @Nullable NativeBlock block;
  private final long position;
  private final long ordinal;
  private final AtomicBoolean decided = new AtomicBoolean();
  private final AtomicBoolean held = new AtomicBoolean();
  private volatile @Nullable Notification notification;
  private volatile @Nullable Operation operation;
  private volatile long checksum;
  private volatile int error;
  private volatile int bytes;
  private volatile boolean returnedTrue;
  private volatile int heldLength;
  private volatile int delay;
  private volatile int triesAfterEnd;
  private volatile int readsAgain;
  private long event;
  private boolean packet;

  FileIo(
      OperationKind kind,
      FileObject file,
      Overlapped record,
      @Nullable FwxOverlapped object,
      Memory memory,
      long position,
      long ordinal) {
    this.kind = kind;
    this.file = file;
    this.record = record;
    this.object = object;
    this.address = memory.address();
    this.length = memory.length();
    this.block = memory.block();
    this.position = position;
    this.ordinal = ordinal;
  }

  /**
   * Where data goes or comes from.
   *
   * @param address its first byte
   * @param length how many bytes
   * @param block who owns them, if that is known
   */
  record Memory(long address, int length, @NotOwning @Nullable NativeBlock block) {}

  OperationKind kind() {
    return kind;
  }

  boolean isRead() {
    return kind == OperationKind.READ_FILE;
  }

  FileObject file() {
    return file;
  }

  Overlapped record() {
    return record;
  }

  @Nullable FwxOverlapped object() {
    return object;
  }

  long address() {
    return address;
  }

  int length() {
    return length;
  }

  @NotOwning
  @Nullable NativeBlock block() {
    return block;
  }

  long position() {
    return position;
  }

  /** Its number among all I/Os of the service, from 1. */
  long ordinal() {
    return ordinal;
  }

  /** How often the reader has asked again at the end of the file, without a pause. */
  int triesAfterEnd() {
    return triesAfterEnd;
  }

  void triesAfterEnd(int tries) {
    triesAfterEnd = tries;
  }

  /** How often its range had been read before, in a row. */
  int readsAgain() {
    return readsAgain;
  }

  void readsAgain(int times) {
    readsAgain = times;
  }

  /** True for the first who asks: that one gives the result. */
  boolean decide() {
    return decided.compareAndSet(false, true);
  }

  boolean isDecided() {
    return decided.get();
  }

  /** A fault plan holds it back; it is to be started with this length. */
  void held(int length) {
    heldLength = length;
    held.set(true);
  }

  boolean isHeld() {
    return held.get();
  }

  int heldLength() {
    return heldLength;
  }

  /** True for the first who asks while it is held back: that one starts or ends it. */
  boolean unhold() {
    return held.compareAndSet(true, false);
  }

  /**
   * How its end is told.
   *
   * @param event {@code hEvent} of the record, low bit included
   * @param hooked whether its handle is on the port, and its record one of ours
   */
  void signals(long event, boolean hooked) {
    this.event = event & ~1L;
    this.packet = hooked && (event & 1) == 0; // FWX-41
  }

  /** The event that is set at its end, 0 for none. */
  long event() {
    return event;
  }

  boolean expectsPacket() {
    return packet;
  }

  /** Its start in an emulated file: the event is reset, the status pending. */
  void markPending() {
    if (event != 0) {
      Kernel.get().events().reset(new EventHandle(event));
    }
    record.markPending();
  }

  /** How many packets overtake its own. */
  void delay(int packets) {
    delay = packets;
  }

  int delay() {
    return delay;
  }

  void notification(@Nullable Notification told) {
    notification = told;
  }

  @Nullable Notification notification() {
    return notification;
  }

  void operation(Operation started) {
    operation = started;
  }

  @Nullable Operation operation() {
    return operation;
  }

  void checksum(long ofData) {
    checksum = ofData;
  }

  long checksum() {
    return checksum;
  }

  void result(int win32Error, int count) {
    error = win32Error;
    bytes = count;
  }

  int error() {
    return error;
  }

  int bytes() {
    return bytes;
  }

  /** The issuing call returned TRUE. */
  void returnsTrue() {
    returnedTrue = true;
  }

  boolean returnedTrue() {
    return returnedTrue;
  }

  @Override
  public String toString() {
    return kind.functionName()
        + " #"
        + ordinal
        + " at "
        + position
        + " for "
        + Integer.toUnsignedString(length)
        + " bytes on handle "
        + file.token()
        + (object == null ? "" : " with " + object);
  }
}
