package dev.wsplab.differential;

import dev.wsplab.Winsock;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.HashMap;
import java.util.Map;

/** The client functions of this library. */
final class OurSockets implements StreamSockets {
  private static final SocketHandle NONE = new SocketHandle(0);

  private final Winsock winsock;
  private final Ws2_32 ws2;
  private final Map<Integer, SocketHandle> sockets = new HashMap<>();
  private final NativeBlock buffer = NativeBlock.allocate(1 << 16);

  OurSockets(Winsock winsock) {
    this.winsock = winsock;
    this.ws2 = winsock.ws2_32();
  }

  private SocketHandle socket(int name) {
    return sockets.getOrDefault(name, NONE);
  }

  private static Result result(CallResult result) {
    return result.succeeded() ? Result.done(0) : Result.failed(Failure.ofWinsock(result.errno()));
  }

  private Sockaddr addressOf(int name) {
    AddressResult address = ws2.getsockname(socket(name));
    return address.errno() == 0 ? address.address() : Sockaddr.loopback(0);
  }

  @Override
  public Result fresh(int name) {
    sockets.put(name, ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 6).orThrow("socket"));
    return Result.done(0);
  }

  @Override
  public Result bound(int name) {
    fresh(name);
    return result(ws2.bind(socket(name), Sockaddr.loopback(0)));
  }

  @Override
  public Result bindTo(int name, int other) {
    return result(ws2.bind(socket(name), addressOf(other)));
  }

  @Override
  public Result listen(int name) {
    Result listening = result(ws2.listen(socket(name), 16));
    setNonblocking(name);
    return listening;
  }

  @Override
  public Result connect(int name, int other) {
    setBlocking(name, true);
    Result connected = result(ws2.connect(socket(name), addressOf(other)));
    setNonblocking(name);
    return connected;
  }

  private void setNonblocking(int name) {
    setBlocking(name, false);
  }

  private void setBlocking(int name, boolean blocking) {
    buffer
        .buffer()
        .put(0, (byte) (blocking ? 0 : 1))
        .put(1, (byte) 0)
        .put(2, (byte) 0)
        .put(3, (byte) 0);
    ws2.wsaIoctl(socket(name), Winsock2.FIONBIO, buffer.address(), 4, 0, 0, null, null);
  }

  @Override
  public Result accept(int name, int accepted) {
    AcceptResult result = ws2.accept(socket(name));
    if (result.errno() != 0) {
      return Result.failed(Failure.ofWinsock(result.errno()));
    }
    sockets.put(accepted, result.socket());
    setNonblocking(accepted);
    return Result.done(0);
  }

  @Override
  public Result send(int name, byte[] data) {
    buffer.buffer().put(0, data);
    TransferResult sent = ws2.send(socket(name), WsaBuffers.of(buffer, 0, data.length), 0);
    return sent.succeeded()
        ? Result.done(sent.bytes())
        : Result.failed(Failure.ofWinsock(sent.errno()));
  }

  @Override
  public Result recv(int name, int length, int flags) {
    TransferResult got = ws2.recv(socket(name), WsaBuffers.of(buffer, 0, length), flags);
    return got.succeeded()
        ? Result.received(buffer.bytes(0, got.bytes()))
        : Result.failed(Failure.ofWinsock(got.errno()));
  }

  @Override
  public Result shutdownSend(int name) {
    return result(ws2.shutdown(socket(name), Winsock2.SD_SEND));
  }

  @Override
  public Result peer(int name) {
    int error = ws2.getpeername(socket(name)).errno();
    return error == 0 ? Result.done(0) : Result.failed(Failure.ofWinsock(error));
  }

  @Override
  public Result closeSocket(int name) {
    Result closed = result(ws2.closesocket(socket(name)));
    sockets.remove(name);
    return closed;
  }

  @Override
  public void close() {
    winsock.close();
    buffer.close();
  }
}
