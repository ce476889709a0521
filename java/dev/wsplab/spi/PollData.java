package dev.wsplab.spi;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.overlapped.OverlappedLayout;

/**
 * {@code WSAPOLLDATA}, the input and output of {@code SIO_EXT_POLL}.
 *
 * <pre>
 *  64 bit                                    32 bit
 *   0 result  4 fds  8 timeout                0 result  4 fds  8 timeout
 *  16 { fd u64 | events u16 | revents u16 }  12 { fd u32 | events u16 | revents u16 }
 *  32 ...                                    20 ...
 * </pre>
 *
 * <p>A view: it holds nothing, and reads and writes the memory at each call. Not atomic, so one
 * thread at a time uses it. Every method throws {@link dev.wsplab.kernel.AccessViolationException}
 * for memory that cannot be read or written, and looks at no bound: room for the sockets ({@link
 * #sizeFor}) is the caller's to see to. Source: sheet, 7; page WSAPoll.
 *
 * @param memory where it lies
 * @param address where it begins
 */
public record PollData(GuardedMemory memory, long address) {
  /** {@code SIO_EXT_POLL}. */
  public static final int SIO_EXT_POLL = 0xC800001F;

  private static final int WORD = OverlappedLayout.ofProcess().wordSize();
  private static final int COUNT = 4;
  private static final int TIMEOUT = 8;
  private static final int ARRAY = WORD == Long.BYTES ? 16 : 12;

  /**
   * {@return how many bytes so many sockets take}
   *
   * @param count an unsigned number
   */
  public static long sizeFor(int count) {
    return ARRAY + Integer.toUnsignedLong(count) * PollArray.ENTRY;
  }

  /** {@return {@code fds}} */
  public int count() {
    return memory.loadInt(address + COUNT);
  }

  /**
   * Sets {@code fds}.
   *
   * @param value how many sockets
   */
  public void count(int value) {
    memory.storeInt(address + COUNT, value);
  }

  /** {@return {@code timeout} in milliseconds; negative waits for ever} */
  public int timeout() {
    return memory.loadInt(address + TIMEOUT);
  }

  /**
   * Sets {@code timeout}.
   *
   * @param millis how long to wait in milliseconds; negative for ever
   */
  public void timeout(int millis) {
    memory.storeInt(address + TIMEOUT, millis);
  }

  /** {@return {@code result}: how many sockets have one} */
  public int result() {
    return memory.loadInt(address);
  }

  /**
   * Sets {@code result}.
   *
   * @param value how many sockets have a result, or {@code SOCKET_ERROR}
   */
  public void result(int value) {
    memory.storeInt(address, value);
  }

  /**
   * {@return one socket and what to look for}
   *
   * @param index 0 to {@link #count} - 1, not checked
   */
  public PollFd fd(int index) {
    return array().fd(index);
  }

  /**
   * Sets one socket and what to look for; without a result.
   *
   * @param index which socket, from 0
   * @param fd the socket, and the {@code POLL} flags to look for
   */
  public void fd(int index, PollFd fd) {
    array().fd(index, fd);
  }

  /**
   * {@return {@code revents} of one socket}
   *
   * @param index which socket, from 0
   */
  public int revents(int index) {
    return array().revents(index);
  }

  /**
   * Sets {@code revents} of one socket.
   *
   * @param index which socket, from 0
   * @param value {@code POLL} flags that were found
   */
  public void revents(int index, int value) {
    array().revents(index, value);
  }

  private PollArray array() {
    return new PollArray(memory, address + ARRAY);
  }
}
