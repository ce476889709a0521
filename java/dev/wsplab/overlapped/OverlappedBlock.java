package dev.wsplab.overlapped;

import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.NativeBlock;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

/**
 * Zeroed native memory for one or several {@code WSAOVERLAPPED} structures, owned by this object.
 * Close it when every operation that uses one of them has been delivered; {@link #close} itself
 * only frees.
 */
@MustCall("close")
public final class OverlappedBlock implements AutoCloseable {
  private final @Owning NativeBlock memory;
  private final int count;

  private OverlappedBlock(@Owning NativeBlock memory, int count) {
    this.memory = memory;
    this.count = count;
  }

  /**
   * Allocates zeroed structures.
   *
   * @param count how many, 1 or more
   * @return the structures, which the caller closes when none of them is under way
   * @throws KernelException with 8, {@code ERROR_NOT_ENOUGH_MEMORY}, when memory is short
   */
  public static OverlappedBlock allocate(int count) {
    Validate.isTrue(count >= 1, "count=%s: at least 1 structure is needed", count);
    long bytes = (long) count * OverlappedLayout.ofProcess().size();
    return new OverlappedBlock(NativeBlock.allocate(bytes), count);
  }

  /** {@return a view of the first structure} */
  public Overlapped overlapped() {
    return overlapped(0);
  }

  /**
   * {@return a view of one structure}
   *
   * @param index 0 to count - 1
   */
  public Overlapped overlapped(int index) {
    Objects.checkIndex(index, count);
    return Overlapped.in(memory, (long) index * OverlappedLayout.ofProcess().size());
  }

  /**
   * Frees the structures. A second call does nothing. While one of them says that its operation is
   * pending the provider will still write to it, so the memory then stays for as long as the
   * process: close the socket or the environment first.
   */
  @Override
  @EnsuresCalledMethods(value = "memory", methods = "close")
  @SuppressWarnings("contracts.postcondition") // what is pending is left to the provider
  public void close() {
    if (memory.isClosed() || nothingPending()) {
      memory.close();
    }
  }

  private boolean nothingPending() {
    return IntStream.range(0, count).noneMatch(index -> overlapped(index).isPending());
  }

  @Override
  public String toString() {
    return count + " structures of " + OverlappedLayout.ofProcess().size() + " bytes";
  }
}
