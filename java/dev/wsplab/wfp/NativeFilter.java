package dev.wsplab.wfp;

import java.nio.ByteBuffer;

/**
 * A filter as a callout in C gets it: {@code FWPS_FILTER2}.
 *
 * @param of the filter
 * @param sublayerWeight of its sublayer, 0 while it is not added yet
 * @param calloutId of the callout
 * @param context as the callout has left it
 */
record NativeFilter(FwpsFilter of, int sublayerWeight, int calloutId, long context) {
  private static final int CALLOUT_UNKNOWN = 0x4005;

  long id() {
    return of.filterId();
  }

  /**
   * Writes it.
   *
   * @param base address of the memory
   * @return where the next structure may begin
   */
  int write(ByteBuffer memory, long base, int offset) {
    // The weight stands behind the structure, which is as long as one that is written with 0.
    int weight = fill(memory, offset, 0);
    fill(memory, offset, base + weight);
    return new NativeStruct(memory, weight).uint64(of.weight()).end();
  }

  private int fill(ByteBuffer memory, int offset, long weight) {
    return new NativeStruct(memory, offset)
        .uint64(of.filterId())
        .uint32(NativeClassify.weightType())
        .pointer(weight)
        .uint16(sublayerWeight)
        .uint16(of.flags())
        .uint32(0) // numFilterConditions
        .pointer(0)
        .uint32(CALLOUT_UNKNOWN)
        .uint32(calloutId)
        .uint64(context)
        .pointer(0) // providerContext
        .end();
  }

  /** Where {@code context} lies in the structure. */
  static int contextOffset() {
    return new NativeStruct(ByteBuffer.allocate(128), 0)
            .uint64(0)
            .uint32(0)
            .pointer(0)
            .uint16(0)
            .uint16(0)
            .uint32(0)
            .pointer(0)
            .uint32(0)
            .uint32(0)
            .uint64(0)
            .end()
        - Long.BYTES;
  }
}
