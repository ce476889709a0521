package dev.wsplab.load;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import dev.wsplab.platform.RunningOn;
import java.lang.management.ManagementFactory;

/**
 * Memory in use by this process, in bytes.
 *
 * @param javaHeap live objects of the heap
 * @param nativeHeap what malloc has handed out; 0 where it does not tell
 */
public record MemoryInUse(long javaHeap, long nativeHeap) {
  /** The C library. */
  public interface LibC extends Library {
    /** What its heap holds. */
    MallInfo mallinfo2();
  }

  /** {@code struct mallinfo2} of the C library. */
  @Structure.FieldOrder({
    "arena",
    "ordblks",
    "smblks",
    "hblks",
    "hblkhd",
    "usmblks",
    "fsmblks",
    "uordblks",
    "fordblks",
    "keepcost"
  })
  public static final class MallInfo extends Structure implements Structure.ByValue {
    public long arena;
    public long ordblks;
    public long smblks;
    public long hblks;
    public long hblkhd;
    public long usmblks;
    public long fsmblks;
    public long uordblks;
    public long fordblks;
    public long keepcost;
  }

  /** Measures it, after a collection. */
  public static MemoryInUse now() {
    // Live objects can be counted only after a collection; two, since the first may leave
    // references to be cleared.
    System.gc();
    System.gc();
    long java = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new MemoryInUse(java, RunningOn.isPosix() ? handedOut() : 0);
  }

  private static long handedOut() {
    MallInfo info = Native.load("c", LibC.class).mallinfo2();
    return info.uordblks + info.hblkhd;
  }
}
