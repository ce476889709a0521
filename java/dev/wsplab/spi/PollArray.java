package dev.wsplab.spi;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedLayout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An array of {@code WSAPOLLFD}, which {@code WSAPoll} is given.
 *
 * <pre>
 *  64 bit: fd u64 | events u16 | revents u16 | 4 unused     32 bit: fd u32 | events u16 | revents u16
 * </pre>
 *
 * <p>A view: it holds nothing, and reads and writes the memory at each call. Not atomic, so one
 * thread at a time uses it. Every method throws {@link dev.wsplab.kernel.AccessViolationException}
 * for memory that cannot be read or written; no index is checked. Source: page WSAPoll.
 *
 * @param memory where it lies
 * @param address of the first entry
 */
public record PollArray(GuardedMemory memory, long address) {
  private static final int WORD = OverlappedLayout.ofProcess().wordSize();

  /** {@code sizeof(WSAPOLLFD)} in this process. */
  public static final int ENTRY = 2 * WORD;

  /**
   * {@return one socket and what to look for}
   *
   * @param index which, from 0
   */
  public PollFd fd(int index) {
    long at = entry(index);
    long value = WORD == Long.BYTES ? memory.loadLong(at) : memory.loadInt(at);
    return new PollFd(new SocketHandle(value), memory.loadInt(at + WORD) & 0xFFFF);
  }

  /**
   * {@return so many sockets, the first ones}
   *
   * @param count how many; not more than there is room for
   */
  public List<PollFd> fds(int count) {
    return IntStream.range(0, count).mapToObj(this::fd).toList();
  }

  /**
   * Sets one socket and what to look for; without a result.
   *
   * @param index which, from 0
   * @param fd the socket, and the {@code POLL} flags to look for
   */
  public void fd(int index, PollFd fd) {
    long at = entry(index);
    if (WORD == Long.BYTES) {
      memory.storeLong(at, fd.fd().value());
    } else {
      memory.storeInt(at, (int) fd.fd().value());
    }
    memory.storeInt(at + WORD, fd.events() & 0xFFFF);
  }

  /**
   * Sets some sockets, from the first on.
   *
   * @param fds the sockets, not more than there is room for
   */
  public void fds(List<PollFd> fds) {
    IntStream.range(0, fds.size()).forEach(i -> fd(i, fds.get(i)));
  }

  /**
   * {@return {@code revents} of one socket}
   *
   * @param index which, from 0
   */
  public int revents(int index) {
    return memory.loadInt(entry(index) + WORD) >>> Short.SIZE;
  }

  /**
   * {@return {@code revents} of so many sockets, the first ones}
   *
   * @param count how many; not more than there is room for
   */
  public List<Integer> allRevents(int count) {
    return IntStream.range(0, count).map(this::revents).boxed().toList();
  }

  /**
   * Sets {@code revents} of one socket.
   *
   * @param index which, from 0
   * @param value {@code POLL} flags that were found
   */
  public void revents(int index, int value) {
    long at = entry(index) + WORD;
    memory.storeInt(at, memory.loadInt(at) & 0xFFFF | value << Short.SIZE);
  }

  /**
   * Sets {@code revents} of some sockets, from the first on.
   *
   * @param values {@code POLL} flags that were found, of each socket in order
   */
  public void revents(List<Integer> values) {
    IntStream.range(0, values.size()).forEach(i -> revents(i, values.get(i)));
  }

  private long entry(int index) {
    return address + (long) index * ENTRY;
  }
}
