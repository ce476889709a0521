package dev.wsplab.fltmgr;

/** Decides where the Filter Manager gets no memory (FLT-107). Called in any thread. */
@FunctionalInterface
public interface MemoryFaults {
  /** What the memory is for. */
  enum Purpose {
    /** {@code FltAllocateCallbackData} and its Ex form. */
    ALLOCATE,
    /** What a perform call needs; never asked for data with all memory allocated (FLT-13). */
    PERFORM,
    /** {@code ExAllocatePoolWithTag} of a module in C, and its work items. */
    POOL
  }

  /**
   * Decides.
   *
   * @param purpose what for
   * @param ordinal how many have asked before for the same, from 0
   * @return whether there is none
   */
  boolean fails(Purpose purpose, long ordinal);

  /** {@return a plan by which there is always enough} */
  static MemoryFaults none() {
    return (purpose, ordinal) -> false;
  }
}
