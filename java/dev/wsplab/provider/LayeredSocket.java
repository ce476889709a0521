package dev.wsplab.provider;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ServiceProvider;

/**
 * A socket of a layer: the handle that its client has, and the one below. The two are one when the
 * layer has captured it. Thread-safe.
 */
final class LayeredSocket {
  private final long context;
  private final ServiceProvider lower;
  private final SocketHandle lowerHandle;
  private final int ownEntry;
  private final boolean overlapped;
  private final boolean captured;
  private final boolean systemBelow;
  private SocketHandle upper = SocketHandle.INVALID;
  // The client's own use of the handle, and one for each operation under way. Guarded by this.
  private int uses = 1;
  private boolean closing;

  LayeredSocket(
      long context,
      ServiceProvider lower,
      SocketHandle lowerHandle,
      int ownEntry,
      boolean overlapped,
      boolean systemBelow) {
    this(context, lower, lowerHandle, ownEntry, overlapped, systemBelow, false);
  }

  private LayeredSocket(
      long context,
      ServiceProvider lower,
      SocketHandle lowerHandle,
      int ownEntry,
      boolean overlapped,
      boolean systemBelow,
      boolean captured) {
    this.captured = captured;
    this.context = context;
    this.lower = lower;
    this.lowerHandle = lowerHandle;
    this.ownEntry = ownEntry;
    this.overlapped = overlapped;
    this.systemBelow = systemBelow;
  }

  /** One whose handle is that of the provider below (WPU-IFS-3). */
  static LayeredSocket captured(
      ServiceProvider lower, SocketHandle handle, int ownEntry, boolean overlapped) {
    LayeredSocket socket = new LayeredSocket(0, lower, handle, ownEntry, overlapped, true, true);
    socket.upper = handle;
    return socket;
  }

  /**
   * A captured socket under another of its names, which is what the provider below is called with.
   */
  LayeredSocket byName(SocketHandle name) {
    return name.equals(lowerHandle) ? this : captured(lower, name, ownEntry, overlapped);
  }

  /** Whether its handle is that of the provider below. */
  boolean isCaptured() {
    return captured;
  }

  /** The number that the handle's context holds. */
  long context() {
    return context;
  }

  ServiceProvider lower() {
    return lower;
  }

  SocketHandle lowerHandle() {
    return lowerHandle;
  }

  int ownEntry() {
    return ownEntry;
  }

  boolean isOverlapped() {
    return overlapped;
  }

  /** Whether the handle below is a system one, whose structures tell all by their status. */
  boolean isSystemBelow() {
    return systemBelow;
  }

  synchronized SocketHandle upper() {
    return upper;
  }

  synchronized void madeAs(SocketHandle handle) {
    upper = handle;
  }

  synchronized boolean isClosing() {
    return closing;
  }

  /** An operation begins; false when the client has closed the socket. */
  synchronized boolean retain() {
    if (closing) {
      return false;
    }
    uses++;
    return true;
  }

  /** The client closes; false when it has done so before. */
  synchronized boolean beginClose() {
    if (closing) {
      return false;
    }
    closing = true;
    return true;
  }

  /** The provider below refused to close it: the handle stays valid. */
  synchronized void cancelClose() {
    closing = false;
  }

  /**
   * One use ends; true when it was the last: now the handle itself can go (WPU-CLOSE-3, DEC-12).
   */
  synchronized boolean release() {
    uses--;
    return uses == 0;
  }
}
