package dev.wsplab.client;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.PollData;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One {@code WSAPoll}: {@code SIO_BSP_HANDLE_POLL} gives each socket's base, and {@code
 * SIO_EXT_POLL} asks the provider of the first one about all (sheet, 7).
 */
final class ClientPoll {
  private final ClientState state;
  private final GuardedMemory memory;

  ClientPoll(ClientState state, GuardedMemory memory) {
    this.state = state;
    this.memory = memory;
  }

  PollResult poll(List<PollFd> fds, int timeout) {
    if (!state.isStarted()) {
      return PollResult.failed(WsaError.WSANOTINITIALISED.code());
    }
    List<PollFd> below = fds.stream().map(this::below).toList();
    @Nullable SocketHandle first = null;
    for (PollFd fd : below) {
      first = first == null && state.isSocket(fd.fd()) ? fd.fd() : first;
    }
    if (first == null) {
      boolean any = fds.stream().anyMatch(fd -> fd.fd().value() >= 0);
      return PollResult.failed((any ? WsaError.WSAENOTSOCK : WsaError.WSAEINVAL).code());
    }
    return ask(first, below, timeout);
  }

  private PollFd below(PollFd fd) {
    return new PollFd(BaseSocket.of(state, fd.fd(), Winsock2.SIO_BSP_HANDLE_POLL), fd.events());
  }

  private PollResult ask(SocketHandle first, List<PollFd> fds, int timeout) {
    int size = Math.toIntExact(PollData.sizeFor(fds.size()));
    try (NativeBlock block = NativeBlock.allocate(size)) {
      PollData data = new PollData(memory, block.address());
      data.count(fds.size());
      data.timeout(timeout);
      IntStream.range(0, fds.size()).forEach(i -> data.fd(i, fds.get(i)));
      long at = block.address();
      TransferResult result =
          state.route(
              first,
              p -> p.wspIoctl(first, PollData.SIO_EXT_POLL, at, size, at, size, null, null, null),
              TransferResult::failed);
      if (!result.succeeded()) {
        return PollResult.failed(result.errno());
      }
      List<Integer> revents = IntStream.range(0, fds.size()).map(data::revents).boxed().toList();
      return new PollResult(data.result(), 0, revents);
    }
  }
}
