package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.PollData;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One {@code SIO_EXT_POLL}: what {@code WSAPoll} is made of (sheet, 7). */
final class Poll {
  private static final int KNOWN = PollFd.POLLIN | PollFd.POLLWRNORM;
  private static final int FAILED_CONNECT = PollFd.POLLERR | PollFd.POLLHUP | PollFd.POLLWRNORM;

  private final TcpEnvironment environment;
  private final PollData data;
  private final int length;
  private final List<PollFd> fds = new ArrayList<>();
  private final Map<SocketHandle, TcpSocket> sockets = new LinkedHashMap<>();
  private List<Integer> found = List.of();

  Poll(TcpEnvironment environment, TcpIoctls.Parameters parameters) {
    this.environment = environment;
    this.data = new PollData(environment.memory(), parameters.in());
    boolean inPlace = parameters.in() == parameters.out();
    this.length =
        inPlace && parameters.hasInput((int) PollData.sizeFor(0)) ? parameters.inLength() : 0;
  }

  /** The extension function: the same, with the sockets in Java. */
  static PollResult wsaPoll(TcpEnvironment environment, List<PollFd> fds, int timeout) {
    int size = Math.toIntExact(PollData.sizeFor(fds.size()));
    try (NativeBlock block = NativeBlock.allocate(size)) {
      PollData data = new PollData(environment.memory(), block.address());
      data.count(fds.size());
      data.timeout(timeout);
      IntStream.range(0, fds.size()).forEach(i -> data.fd(i, fds.get(i)));
      TransferResult result =
          new Poll(
                  environment,
                  new TcpIoctls.Parameters(block.address(), size, block.address(), size))
              .run();
      return result.succeeded()
          ? new PollResult(
              data.result(), 0, IntStream.range(0, fds.size()).map(data::revents).boxed().toList())
          : PollResult.failed(result.errno());
    }
  }

  TransferResult run() {
    try {
      WsaError refusal = read();
      return refusal == null ? poll() : TransferResult.failed(refusal);
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
  }

  private @Nullable WsaError read() {
    if (length == 0 || PollData.sizeFor(data.count()) > Integer.toUnsignedLong(length)) {
      return WsaError.WSAEFAULT;
    }
    int count = data.count();
    boolean good = true;
    for (int i = 0; i < count; i++) {
      PollFd fd = data.fd(i);
      fds.add(fd);
      TcpSocket socket = environment.find(fd.fd());
      if (socket != null) {
        sockets.put(fd.fd(), socket);
      }
      good &= (fd.events() & ~KNOWN) == 0;
    }
    boolean any = fds.stream().anyMatch(fd -> fd.fd().value() >= 0);
    return good && any ? null : WsaError.WSAEINVAL;
  }

  private TransferResult poll() {
    int timeout = data.timeout();
    if (!look() && timeout != 0) {
      ChangeWait wait = new ChangeWait(environment, sockets.values(), false);
      int error = wait.await(this::look, timeout < 0 ? ChangeWait.FOREVER : timeout * 1_000_000L);
      if (error != 0) {
        return TransferResult.failed(error);
      }
    }
    for (int i = 0; i < fds.size(); i++) {
      data.revents(i, found.get(i));
    }
    data.result((int) found.stream().filter(revents -> revents != 0).count());
    return TransferResult.done(length, 0);
  }

  private boolean look() {
    found = fds.stream().map(this::revents).toList();
    return found.stream().anyMatch(revents -> revents != 0);
  }

  private int revents(PollFd fd) {
    if (fd.fd().value() < 0) {
      return 0;
    }
    TcpSocket socket = sockets.get(fd.fd());
    if (socket == null) {
      return PollFd.POLLNVAL;
    }
    socket.lock().lock();
    try {
      int all = socket.isClosed() ? PollFd.POLLNVAL : revents(socket);
      return all & (fd.events() | PollFd.POLLERR | PollFd.POLLHUP | PollFd.POLLNVAL);
    } finally {
      socket.lock().unlock();
    }
  }

  private static int revents(TcpSocket socket) {
    if (socket.events().hasConnectFailed()) {
      return FAILED_CONNECT;
    }
    int wanted =
        Winsock2.FD_READ
            | Winsock2.FD_ACCEPT
            | Winsock2.FD_OOB
            | Winsock2.FD_WRITE
            | Winsock2.FD_CLOSE;
    int holds = Conditions.of(socket, wanted);
    return ((holds & (Winsock2.FD_READ | Winsock2.FD_ACCEPT)) != 0 ? PollFd.POLLRDNORM : 0)
        | ((holds & Winsock2.FD_OOB) != 0 ? PollFd.POLLRDBAND : 0)
        | ((holds & Winsock2.FD_WRITE) != 0 ? PollFd.POLLWRNORM : 0)
        | ((holds & Winsock2.FD_CLOSE) != 0 ? PollFd.POLLHUP : 0)
        | (socket.broken() != 0 ? PollFd.POLLERR : 0);
  }
}
