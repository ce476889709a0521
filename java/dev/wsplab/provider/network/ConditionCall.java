package dev.wsplab.provider.network;

import com.sun.jna.Native;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptRequest;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One call of a client's condition function. TCP carries no data with a connection and has no
 * quality of service, so besides the addresses there is an empty {@code WSABUF} and a group of 0.
 *
 * <pre>
 *  memory of the call: callee data WSABUF at 0 (len 0, buf NULL) | group u32
 * </pre>
 */
final class ConditionCall {
  private static final int BUFFER = 2 * Native.POINTER_SIZE;

  private ConditionCall() {}

  /** Asks; in this thread, without locks (WSP-ACCEPT-1). */
  static int decide(
      AcceptCondition condition, @Nullable Sockaddr peer, @Nullable Sockaddr local, long data) {
    try (NativeBlock memory = NativeBlock.allocate(BUFFER + (long) Integer.BYTES)) {
      WsaBuffers calleeData = WsaBuffers.at(memory.address(), 1, memory);
      long group = memory.address() + BUFFER;
      return condition.decide(new AcceptRequest(peer, null, 0, 0, local, calleeData, group, data));
    }
  }
}
