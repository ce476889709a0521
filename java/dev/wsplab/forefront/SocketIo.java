package dev.wsplab.forefront;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.Sockaddr;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One call on a network socket until its notification: its record, and room for an address. */
@MustCall("close")
final class SocketIo implements AutoCloseable {
  /** Room for the addresses of {@code AcceptEx}: each 16 bytes more than the largest. */
  static final int ADDRESS = Sockaddr.IPV6_SIZE + 16;

  private final @Owning OverlappedBlock block = OverlappedBlock.allocate(1);
  private final @Owning NativeBlock room = NativeBlock.allocate(2L * ADDRESS);
  private final FwxNetworkSocket socket;
  private final @Nullable FwxUnknown target;
  private final long userData;
  private final @Nullable FwxBuffer buffer;
  private final boolean receives;
  private final @Nullable FwxNetworkSocket accepted;

  SocketIo(
      FwxNetworkSocket socket,
      @Nullable FwxUnknown target,
      long userData,
      @Nullable FwxBuffer buffer,
      boolean receives,
      @Nullable FwxNetworkSocket accepted) {
    this.socket = socket;
    this.target = target;
    this.userData = userData;
    this.buffer = buffer;
    this.receives = receives;
    this.accepted = accepted;
  }

  @NotOwning
  OverlappedBlock block() {
    return block;
  }

  @NotOwning
  NativeBlock room() {
    return room;
  }

  FwxNetworkSocket socket() {
    return socket;
  }

  /** Who is told; null when nobody is. */
  @Nullable FwxUnknown target() {
    return target;
  }

  long userData() {
    return userData;
  }

  @Nullable FwxBuffer buffer() {
    return buffer;
  }

  boolean receives() {
    return receives;
  }

  @Nullable FwxNetworkSocket accepted() {
    return accepted;
  }

  @Override
  @EnsuresCalledMethods(
      value = {"block", "room"},
      methods = "close")
  public void close() {
    try {
      block.close();
    } finally {
      room.close();
    }
  }
}
