package dev.wsplab.provider.nativehost;

import static dev.wsplab.provider.nativehost.UpcallServices.failed;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WspFunction;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The functions of {@link LowerServices} that may go on after they have returned: structures, data
 * and rooms for addresses are the layer's own memory, and stay where they are.
 */
final class LowerTransfers {
  private final Supplier<ServiceProvider> table;
  private final LowerServices.ModuleFunctions functions;
  private final LowerExtensions extensions;

  LowerTransfers(
      Supplier<ServiceProvider> table,
      LowerServices.ModuleFunctions functions,
      LowerExtensions extensions) {
    this.table = table;
    this.functions = functions;
    this.extensions = extensions;
  }

  void on(Gate gate) {
    LowerServices.on(gate, WspFunction.WSP_GET_OVERLAPPED_RESULT, 5, this::overlappedResult);
    LowerServices.on(gate, WspFunction.WSP_IOCTL, 10, this::ioctl);
    LowerServices.on(gate, WspFunction.WSP_RECV, 8, this::recv);
    LowerServices.on(gate, WspFunction.WSP_RECV_FROM, 10, this::recvFrom);
    LowerServices.on(gate, WspFunction.WSP_SEND, 8, this::send);
    LowerServices.on(gate, WspFunction.WSP_SEND_TO, 10, this::sendTo);
  }

  private ServiceProvider to() {
    return table.get();
  }

  private static long transfer(
      Arguments a, int errno, int bytes, int flags, TransferResult result) {
    if (result.succeeded() || result.isTruncated()) {
      a.store(bytes, result.bytes());
      if (flags >= 0) {
        a.store(flags, result.flags());
      }
    }
    return result.succeeded() ? 0 : failed(a, errno, result.errno());
  }

  private static @Nullable ThreadId thread(Arguments a, int index) {
    return a.word(index) == 0 ? null : UpcallServices.threadId(a.word(index));
  }

  private @Nullable CompletionRoutine routine(Arguments a, int index) {
    return a.word(index) == 0 ? null : functions.routine(a.word(index));
  }

  private long overlappedResult(Arguments a) {
    Overlapped overlapped = a.overlapped(1);
    OverlappedResult result =
        to().wspGetOverlappedResult(a.socket(0), overlapped, a.number(3) != 0);
    if (result.returnValue() || result.finished()) {
      a.store(2, result.bytes());
      a.store(4, result.flags());
    }
    if (!result.returnValue()) {
      failed(a, 5, result.errno());
      return 0;
    }
    return 1;
  }

  private long ioctl(Arguments a) {
    TransferResult result =
        to().wspIoctl(
                a.socket(0),
                a.number(1),
                a.word(2),
                a.number(3),
                a.word(4),
                a.number(5),
                a.overlapped(7),
                routine(a, 8),
                thread(a, 9));
    if (result.succeeded()) {
      extensions.given(a.number(1), a.word(2), a.number(3), a.word(4), a.number(5));
    }
    return transfer(a, 10, 6, -1, result);
  }

  private long recv(Arguments a) {
    return transfer(
        a,
        8,
        3,
        4,
        to().wspRecv(
                a.socket(0),
                a.buffers(1, 2),
                a.load(4),
                a.overlapped(5),
                routine(a, 6),
                thread(a, 7)));
  }

  private long recvFrom(Arguments a) {
    return transfer(
        a,
        10,
        3,
        4,
        to().wspRecvFrom(
                a.socket(0),
                a.buffers(1, 2),
                a.load(4),
                a.word(5),
                a.word(6),
                a.overlapped(7),
                routine(a, 8),
                thread(a, 9)));
  }

  private long send(Arguments a) {
    return transfer(
        a,
        8,
        3,
        -1,
        to().wspSend(
                a.socket(0),
                a.buffers(1, 2),
                a.number(4),
                a.overlapped(5),
                routine(a, 6),
                thread(a, 7)));
  }

  private long sendTo(Arguments a) {
    return transfer(
        a,
        10,
        3,
        -1,
        to().wspSendTo(
                a.socket(0),
                a.buffers(1, 2),
                a.number(4),
                a.sockaddr(5, 6),
                a.overlapped(7),
                routine(a, 8),
                thread(a, 9)));
  }
}
