package dev.wsplab.differential;

import dev.wsplab.Winsock;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.HashMap;
import java.util.Map;

/** The client functions of this library: what streams and datagrams have in common. */
abstract class OurSockets implements NamedSockets {
  private static final SocketHandle NONE = new SocketHandle(0);

  final Ws2_32 ws2;
  final NativeBlock buffer = NativeBlock.allocate(1 << 17);
  final Map<Integer, SocketHandle> sockets = new HashMap<>();
  private final Winsock winsock;
  private final int family;
  private final int type;

  OurSockets(Winsock winsock, int family, int type) {
    this.winsock = winsock;
    this.ws2 = winsock.ws2_32();
    this.family = family;
    this.type = type;
  }

  final SocketHandle socket(int name) {
    return sockets.getOrDefault(name, NONE);
  }

  static Result result(CallResult result) {
    return result.succeeded() ? Result.done(0) : failed(result.errno());
  }

  static Result sent(TransferResult sent) {
    return sent.succeeded() ? Result.done(sent.bytes()) : failed(sent.errno());
  }

  static Result failed(int error) {
    return Result.failed(Failure.ofWinsock(error));
  }

  final Sockaddr addressOf(int name) {
    AddressResult address = ws2.getsockname(socket(name));
    return address.errno() == 0 ? address.address() : loopback();
  }

  private Sockaddr loopback() {
    return family == Winsock2.AF_INET
        ? Sockaddr.loopback(0)
        : Sockaddr.ofBytes(Addresses.ipv6Loopback(family, 0));
  }

  /** The bytes, in the buffer. */
  final WsaBuffers store(byte[] data) {
    buffer.buffer().put(0, data);
    return WsaBuffers.of(buffer, 0, data.length);
  }

  final void setBlocking(int name, boolean blocking) {
    buffer.buffer().put(0, new byte[] {(byte) (blocking ? 0 : 1), 0, 0, 0});
    ws2.wsaIoctl(socket(name), Winsock2.FIONBIO, buffer.address(), 4, 0, 0, null, null);
  }

  @Override
  public Result fresh(int name) {
    sockets.put(name, ws2.socket(family, type, 0).orThrow("socket"));
    return Result.done(0);
  }

  @Override
  public final Result bound(int name) {
    fresh(name);
    return result(ws2.bind(socket(name), loopback()));
  }

  @Override
  public final Result bindTo(int name, int other) {
    return result(ws2.bind(socket(name), addressOf(other)));
  }

  @Override
  public final Result listen(int name) {
    Result listening = result(ws2.listen(socket(name), 16));
    setBlocking(name, false);
    return listening;
  }

  @Override
  public final Result shutdownSend(int name) {
    return result(ws2.shutdown(socket(name), Winsock2.SD_SEND));
  }

  @Override
  public final Result peer(int name) {
    int error = ws2.getpeername(socket(name)).errno();
    return error == 0 ? Result.done(0) : failed(error);
  }

  @Override
  public final Result ready(int name) {
    FdSet read = FdSet.of(socket(name));
    FdSet write = FdSet.of(socket(name));
    FdSet except = FdSet.of(socket(name));
    CountResult selected = ws2.select(read, write, except, new TimeVal(0, 0));
    int found =
        (read.contains(socket(name)) ? READABLE : 0)
            + (write.contains(socket(name)) ? WRITABLE : 0)
            + (except.contains(socket(name)) ? URGENT : 0);
    return selected.errno() == 0 ? Result.done(found) : failed(selected.errno());
  }

  @Override
  public final Result setOption(int name, SystemOption option, int value) {
    byte[] bytes = OptionResult.ofInt(value).value();
    return result(ws2.setsockopt(socket(name), option.level, option.name, bytes));
  }

  @Override
  public final Result option(int name, SystemOption option) {
    OptionResult got = ws2.getsockopt(socket(name), option.level, option.name, Integer.BYTES);
    if (got.errno() != 0) {
      return failed(got.errno());
    }
    int value = got.intOrThrow("getsockopt");
    return option == SystemOption.ERROR && value != 0 ? failed(value) : Result.done(value);
  }

  @Override
  public final Result closeSocket(int name) {
    Result closed = result(ws2.closesocket(socket(name)));
    sockets.remove(name);
    return closed;
  }

  @Override
  public final void close() {
    winsock.close();
    buffer.close();
  }
}
