package dev.wsplab.conformance.field;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Does not pass on some of the ioctls that ask for the handle below. */
class HandleIoctlLayer extends LayeredProvider {
  private static final Set<Integer> BSP =
      Set.of(Winsock2.SIO_BSP_HANDLE, Winsock2.SIO_BSP_HANDLE_SELECT, Winsock2.SIO_BSP_HANDLE_POLL);

  private final boolean refusesBase;
  private final Set<Integer> answered;

  private HandleIoctlLayer(boolean refusesBase, Set<Integer> answered) {
    this.refusesBase = refusesBase;
    this.answered = answered;
  }

  /** For a subclass that has to be asked by {@code select}. */
  HandleIoctlLayer() {
    this(false, Set.of(Winsock2.SIO_BSP_HANDLE_SELECT));
  }

  /** One that refuses {@code SIO_BASE_HANDLE}, against WSP-IOCTL-5. */
  static HandleIoctlLayer refusingBase() {
    return new HandleIoctlLayer(true, Set.of());
  }

  /** One that answers the ioctls for layers, as WSP-IOCTL-5 allows. */
  static HandleIoctlLayer answeringItself() {
    return new HandleIoctlLayer(false, BSP);
  }

  @Override
  public TransferResult wspIoctl(
      SocketHandle s,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    boolean known = !lowerSocket(s).isInvalid();
    if (known && refusesBase && code == Winsock2.SIO_BASE_HANDLE) {
      return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
    }
    if (known && overlapped == null && answered.contains(code)) {
      return answerHandle(s, out, outLength);
    }
    return super.wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
  }
}
