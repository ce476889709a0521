package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.verifier.Check;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A layer that returns the handle of the provider below from a select (WSP-SELECT-1). */
@Breaks(Check.SELECT_FOREIGN_SOCKET)
public final class SelectsBelow extends LayeredProvider {

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
    return code == Winsock2.SIO_BSP_HANDLE_SELECT
        ? answerHandle(s, out, outLength)
        : super.wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
  }

  @Override
  public CountResult wspSelect(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    CountResult result = super.wspSelect(read, write, except, timeout);
    if (write != null) {
      for (SocketHandle ready : write.sockets()) {
        write.retainAll(List.of());
        write.add(lowerSocket(ready));
      }
    }
    return result;
  }
}
