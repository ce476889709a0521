package dev.wsplab.differential;

import dev.wsplab.Winsock;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;

/** Streams by the client functions of this library. */
final class OurStreams extends OurSockets implements StreamSockets {
  OurStreams(Winsock winsock, int family) {
    super(winsock, family, Winsock2.SOCK_STREAM);
  }

  @Override
  public Result connect(int name, int other) {
    setBlocking(name, true);
    Result connected = result(ws2.connect(socket(name), addressOf(other)));
    setBlocking(name, false);
    return connected;
  }

  @Override
  public Result accept(int name, int accepted) {
    AcceptResult result = ws2.accept(socket(name));
    if (result.errno() != 0) {
      return failed(result.errno());
    }
    sockets.put(accepted, result.socket());
    setBlocking(accepted, false);
    return Result.done(0);
  }

  @Override
  public Result send(int name, byte[] data) {
    return sent(ws2.send(socket(name), store(data), 0));
  }

  @Override
  public Result sendUrgent(int name, byte value) {
    return sent(ws2.send(socket(name), store(new byte[] {value}), Winsock2.MSG_OOB));
  }

  @Override
  public Result recvUrgent(int name) {
    return recv(name, 1, Winsock2.MSG_OOB);
  }

  @Override
  public Result reset(int name) {
    ws2.setsockopt(socket(name), Winsock2.SOL_SOCKET, Winsock2.SO_LINGER, new byte[] {1, 0, 0, 0})
        .orThrow("SO_LINGER");
    return closeSocket(name);
  }

  @Override
  public Result recv(int name, int length, int flags) {
    TransferResult got = ws2.recv(socket(name), WsaBuffers.of(buffer, 0, length), flags);
    return got.succeeded() ? Result.received(buffer.bytes(0, got.bytes())) : failed(got.errno());
  }
}
