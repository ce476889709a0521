package dev.wsplab.forefront;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.Sockaddr;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A {@code sockaddr} in native memory for the time of a callback; or none, which is address 0. */
@MustCall("close")
final class NativeAddress implements AutoCloseable {
  private final @Owning @Nullable NativeBlock block;

  private NativeAddress(@Owning @Nullable NativeBlock block) {
    this.block = block;
  }

  static NativeAddress of(@Nullable Sockaddr address) {
    return new NativeAddress(address == null ? null : NativeBlock.copyOf(address.bytes()));
  }

  long address() {
    NativeBlock kept = block;
    return kept == null ? 0 : kept.address();
  }

  int length() {
    NativeBlock kept = block;
    return kept == null ? 0 : (int) kept.size();
  }

  @Override
  @EnsuresCalledMethods(value = "block", methods = "close")
  public void close() {
    if (block != null) {
      block.close();
    }
  }
}
