package dev.wsplab.verifier;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.WsaBuffers;
import java.util.Arrays;

/**
 * A private copy of a {@code WSABUF} array for one call. When the call has returned, its entries
 * are changed: every buffer then lies in a page of its own and is longer by one byte than it was,
 * and as much of the page as the longest one asks for is filled with a pattern. Who looks at the
 * array later writes there, reads from there, or transfers another number of bytes.
 *
 * <pre>
 *  block   | WSABUF array as the client gave it | page: 0xA5 ... |
 *  later   | WSABUF array into the page         | page           |
 * </pre>
 *
 * <p>One thread lends it and takes it back; thread-safe after that.
 */
final class BufferLoan implements AutoCloseable {
  // A page and no power of two: a count that nobody gets by chance.
  static final int PAGE = 4093;
  private static final byte PATTERN = (byte) 0xA5;
  private static final byte[] FRESH = new byte[PAGE];

  static {
    Arrays.fill(FRESH, PATTERN);
  }

  private final WsaBuffers buffers;
  private final NativeBlock block;
  private final WsaBuffers view;
  private final long page;
  private final int filled;
  private volatile boolean recalled;
  private long decoyLength;

  /** Copies captured buffers. */
  @SuppressWarnings("builder:required.method.not.called") // close() frees the block
  BufferLoan(WsaBuffers buffers) {
    this.buffers = buffers;
    this.block = NativeBlock.allocate(buffers.arraySize() + PAGE);
    this.page = block.address() + buffers.arraySize();
    buffers.storeArray(block.address());
    this.view = WsaBuffers.at(block.address(), buffers.count(), buffers.owner());
    int longest = 0;
    for (int i = 0; i < buffers.count(); i++) {
      longest = Math.max(longest, changedLength(i));
    }
    this.filled = longest;
  }

  private int changedLength(int index) {
    return (int) Math.min(buffers.length(index) + 1, PAGE);
  }

  /** What the provider gets. */
  WsaBuffers view() {
    return view;
  }

  /** The call has returned. */
  void recall() {
    int count = buffers.count();
    long[] addresses = new long[count];
    int[] lengths = new int[count];
    Arrays.fill(addresses, page);
    for (int i = 0; i < count; i++) {
      lengths[i] = changedLength(i);
      decoyLength += lengths[i];
    }
    Kernel.get().memory().write(FRESH, 0, filled, page);
    WsaBuffers.of(addresses, lengths, null).storeArray(block.address());
    recalled = true;
  }

  /**
   * Whether somebody has written to the page since the call returned; nobody knows once it is
   * closed.
   */
  boolean wasWritten() {
    if (!recalled || isClosed()) {
      return false;
    }
    try {
      byte[] now = block.bytes((int) buffers.arraySize(), filled);
      return !Arrays.equals(now, 0, filled, FRESH, 0, filled);
    } catch (IllegalStateException e) {
      return false; // closed meanwhile
    }
  }

  /** Whether as many bytes were transferred as the changed entries say, and the client's do not. */
  boolean explains(long bytes) {
    return recalled && bytes == decoyLength && bytes != buffers.totalLength();
  }

  /** Where the page begins. */
  long page() {
    return page;
  }

  /** Whether an address lies in the page. */
  boolean holds(long address) {
    return address >= page && address < page + PAGE;
  }

  /** Whether its memory is gone. */
  boolean isClosed() {
    return block.isClosed();
  }

  @Override
  public void close() {
    block.close();
  }
}
