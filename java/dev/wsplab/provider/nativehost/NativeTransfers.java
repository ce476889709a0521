package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.function.LongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Functions of a module that may go on after they have returned. The structure, the data and the
 * room for addresses are the caller's own memory: their addresses are passed on, nothing is copied.
 */
abstract class NativeTransfers extends NativeConnections {
  /**
   * Makes a call that is given a completion routine.
   *
   * @param overlapped the structure by which the module names the operation
   * @param routine the routine, or null
   * @param call gets the routine's address, or 0
   */
  abstract TransferResult withRoutine(
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      LongFunction<TransferResult> call);

  /** A pointer to a function was written as the answer to a control call. */
  abstract void extensionGiven(int code, long in, int inLength, long out, int outLength);

  private static long addressOf(@Nullable Overlapped overlapped) {
    return overlapped == null ? 0 : overlapped.address();
  }

  /** Lends a call memory of its own, if somebody watches what becomes of it; else null. */
  abstract @Nullable LentCall lend(
      WspFunction function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      int flags,
      @Nullable ThreadId thread);

  /** A call with memory of its own has returned, and pends. */
  abstract void pended(LentCall lent);

  /** Where the out parameters of a call are, and its {@code WSATHREADID}, or 0. */
  // transfer closes it, or hands it on when the call has pended.
  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  })
  private record Words(
      long bytes, long flags, int flagsBefore, long thread, @Nullable LentCall lent) {}

  @SuppressWarnings("builder:required.method.not.called") // transfer() passes it on or closes it
  private Words words(
      CallFrame frame,
      WspFunction function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      int flags,
      @Nullable ThreadId thread) {
    LentCall lent = lend(function, s, overlapped, flags, thread);
    return lent == null
        ? new Words(frame.number(0), frame.number(flags), flags, frame.threadId(thread), null)
        : new Words(lent.bytes(), lent.flags(), flags, thread == null ? 0 : lent.thread(), lent);
  }

  // It closes what is lent, or hands it on when the call has pended.
  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  })
  private TransferResult transfer(
      WspFunction function, CallFrame frame, Words words, boolean hasFlags, long... parameters) {
    LentCall lent = words.lent();
    boolean pending = false;
    try {
      int value = (int) entry(function, frame, parameters);
      int error = value == 0 ? 0 : frame.error();
      pending = value != 0 && error == WsaError.WSA_IO_PENDING.code();
      if (pending) {
        return pending(frame, words, value);
      }
      boolean told = value == 0 || error == WsaError.WSAEMSGSIZE.code();
      return new TransferResult(
          value,
          error,
          told ? frame.load(words.bytes()) : 0,
          told && hasFlags ? frame.load(words.flags()) : 0);
    } finally {
      if (lent != null && pending) {
        pended(lent);
      } else if (lent != null) {
        lent.close();
      }
    }
  }

  /** What the module has written although it must not (WSP-IO-14, WSP-RECV-6); else zeros. */
  private static TransferResult pending(CallFrame frame, Words words, int value) {
    int flags = frame.load(words.flags());
    boolean changed = flags != words.flagsBefore();
    return new TransferResult(
        value,
        WsaError.WSA_IO_PENDING.code(),
        frame.load(words.bytes()),
        // Flags that were cleared are told by those that there were.
        changed && flags == 0 ? words.flagsBefore() : changed ? flags : 0);
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    try (CallFrame frame = new CallFrame()) {
      long bytes = frame.number(0);
      long flags = frame.number(0);
      int value =
          (int)
              entry(
                  WspFunction.WSP_GET_OVERLAPPED_RESULT,
                  frame,
                  s.value(),
                  addressOf(overlapped),
                  bytes,
                  wait ? 1 : 0,
                  flags,
                  frame.errno());
      if (value != 0) {
        return OverlappedResult.done(frame.load(bytes), frame.load(flags));
      }
      int error = frame.error();
      boolean finished = overlapped != null && !isOfTheQuery(error);
      return new OverlappedResult(false, error, 0, frame.load(flags), finished);
    }
  }

  /** GOR-3, GOR-9: errors that are the query's own, and not what a request has ended with. */
  private static boolean isOfTheQuery(int error) {
    return error == WsaError.WSA_IO_INCOMPLETE.code()
        || error == WsaError.WSA_INVALID_HANDLE.code()
        || error == WsaError.WSAENOTSOCK.code();
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
    try (CallFrame frame = new CallFrame()) {
      TransferResult result =
          withRoutine(
              overlapped,
              routine,
              function -> {
                Words words = words(frame, WspFunction.WSP_IOCTL, s, overlapped, 0, threadId);
                return transfer(
                    WspFunction.WSP_IOCTL,
                    frame,
                    words,
                    false,
                    s.value(),
                    Integer.toUnsignedLong(code),
                    in,
                    Integer.toUnsignedLong(inLength),
                    out,
                    Integer.toUnsignedLong(outLength),
                    words.bytes(),
                    addressOf(overlapped),
                    function,
                    words.thread(),
                    frame.errno());
              });
      if (result.succeeded()) {
        extensionGiven(code, in, inLength, out, outLength);
      }
      return result;
    }
  }

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    try (CallFrame frame = new CallFrame()) {
      return withRoutine(
          overlapped,
          routine,
          function -> {
            Words words = words(frame, WspFunction.WSP_RECV, s, overlapped, flags, threadId);
            return transfer(
                WspFunction.WSP_RECV,
                frame,
                words,
                true,
                s.value(),
                frame.buffers(buffers),
                Integer.toUnsignedLong(buffers.count()),
                words.bytes(),
                words.flags(),
                addressOf(overlapped),
                function,
                words.thread(),
                frame.errno());
          });
    }
  }

  @Override
  public TransferResult wspRecvFrom(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    try (CallFrame frame = new CallFrame()) {
      return withRoutine(
          overlapped,
          routine,
          function -> {
            Words words = words(frame, WspFunction.WSP_RECV_FROM, s, overlapped, flags, threadId);
            return transfer(
                WspFunction.WSP_RECV_FROM,
                frame,
                words,
                true,
                s.value(),
                frame.buffers(buffers),
                Integer.toUnsignedLong(buffers.count()),
                words.bytes(),
                words.flags(),
                from,
                fromLength,
                addressOf(overlapped),
                function,
                words.thread(),
                frame.errno());
          });
    }
  }

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    try (CallFrame frame = new CallFrame()) {
      return withRoutine(
          overlapped,
          routine,
          function -> {
            Words words = words(frame, WspFunction.WSP_SEND, s, overlapped, 0, threadId);
            return transfer(
                WspFunction.WSP_SEND,
                frame,
                words,
                false,
                s.value(),
                frame.buffers(buffers),
                Integer.toUnsignedLong(buffers.count()),
                words.bytes(),
                Integer.toUnsignedLong(flags),
                addressOf(overlapped),
                function,
                words.thread(),
                frame.errno());
          });
    }
  }

  @Override
  public TransferResult wspSendTo(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    try (CallFrame frame = new CallFrame()) {
      return withRoutine(
          overlapped,
          routine,
          function -> {
            Words words = words(frame, WspFunction.WSP_SEND_TO, s, overlapped, 0, threadId);
            return transfer(
                WspFunction.WSP_SEND_TO,
                frame,
                words,
                false,
                s.value(),
                frame.buffers(buffers),
                Integer.toUnsignedLong(buffers.count()),
                words.bytes(),
                Integer.toUnsignedLong(flags),
                frame.address(to),
                to == null ? 0 : to.length(),
                addressOf(overlapped),
                function,
                words.thread(),
                frame.errno());
          });
    }
  }
}
