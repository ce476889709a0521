package dev.wsplab.provider;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.PollData;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import java.util.List;

/**
 * {@code SIO_EXT_POLL} of a layer that has answered {@code SIO_BSP_HANDLE_POLL} with a handle of
 * its own: the handles below go down, and the results come back in the caller's memory.
 */
final class LayerPoll {
  private final Layer layer;
  private final GuardedMemory memory;

  LayerPoll(Layer layer) {
    this.layer = layer;
    this.memory = layer.exports().kernel().memory();
  }

  TransferResult poll(LayeredSocket socket, LayerIoctls.Request request) {
    long size = Integer.toUnsignedLong(request.inLength());
    boolean usable = request.in() != 0 && request.in() == request.out();
    if (!usable || size < PollData.sizeFor(0)) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    try {
      PollData above = new PollData(memory, request.in());
      int count = above.count();
      return PollData.sizeFor(count) > size
          ? TransferResult.failed(WsaError.WSAEFAULT)
          : below(socket, request.code(), above, count);
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
  }

  private TransferResult below(LayeredSocket socket, int code, PollData above, int count) {
    int size = (int) PollData.sizeFor(count);
    try (NativeBlock block = NativeBlock.allocate(size)) {
      long at = block.address();
      PollData lower = new PollData(memory, at);
      lower.count(count);
      lower.timeout(above.timeout());
      for (int i = 0; i < count; i++) {
        lower.fd(i, lowerOf(layer, above.fd(i)));
      }
      TransferResult result =
          socket.lower().wspIoctl(socket.lowerHandle(), code, at, size, at, size, null, null, null);
      if (result.succeeded()) {
        for (int i = 0; i < count; i++) {
          above.revents(i, lower.revents(i));
        }
        above.result(lower.result());
      }
      return result;
    }
  }

  /** The sockets below some of a layer's; what is none of them stays, and is not valid below. */
  static List<PollFd> below(Layer layer, List<PollFd> fds) {
    return fds.stream().map(fd -> lowerOf(layer, fd)).toList();
  }

  private static PollFd lowerOf(Layer layer, PollFd fd) {
    LayeredSocket socket = layer.find(fd.fd());
    return socket == null ? fd : new PollFd(socket.lowerHandle(), fd.events());
  }
}
