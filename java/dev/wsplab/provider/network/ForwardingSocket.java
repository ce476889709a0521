package dev.wsplab.provider.network;

import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A socket that has another one do everything. */
abstract class ForwardingSocket implements NetworkSocket {
  private final NetworkSocket below;

  ForwardingSocket(NetworkSocket below) {
    this.below = below;
  }

  /** The other one. */
  final NetworkSocket below() {
    return below;
  }

  /** However it is closed, this comes before. Does nothing here. */
  void ending() {}

  @Override
  public int watch(ReadinessListener listener) {
    return below.watch(listener);
  }

  @Override
  public void stopWatching() {
    below.stopWatching();
  }

  @Override
  public int bind(Sockaddr address, boolean reuse, boolean exclusive) {
    return below.bind(address, reuse, exclusive);
  }

  @Override
  public int listen(int backlog) {
    return below.listen(backlog);
  }

  @Override
  public Accepted accept() {
    return below.accept();
  }

  @Override
  public int connect(Sockaddr to) {
    return below.connect(to);
  }

  @Override
  public int connectResult(Sockaddr to) {
    return below.connectResult(to);
  }

  @Override
  public long send(Iovec data, int flags) {
    return below.send(data, flags);
  }

  @Override
  public long receive(Iovec room, int flags) {
    return below.receive(room, flags);
  }

  @Override
  public long sendTo(Iovec data, @Nullable Sockaddr to, @Nullable PacketInfo from) {
    return below.sendTo(data, to, from);
  }

  @Override
  public Arrived receiveFrom(Iovec room, int flags) {
    return below.receiveFrom(room, flags);
  }

  @Override
  public int disconnect() {
    return below.disconnect();
  }

  @Override
  public long probe() {
    return below.probe();
  }

  @Override
  public void shutdownSend() {
    below.shutdownSend();
  }

  @Override
  public AddressResult localName() {
    return below.localName();
  }

  @Override
  public AddressResult peerName() {
    return below.peerName();
  }

  @Override
  public long option(SocketOption option) {
    return below.option(option);
  }

  @Override
  public int setOption(SocketOption option, int value) {
    return below.setOption(option, value);
  }

  @Override
  public int takeError() {
    return below.takeError();
  }

  @Override
  public long available() {
    return below.available();
  }

  @Override
  public long isAtMark(boolean inline) {
    return below.isAtMark(inline);
  }

  @Override
  public long base() {
    return below.base();
  }

  @Override
  public int keepAliveTimes(int idle, int interval) {
    return below.keepAliveTimes(idle, interval);
  }

  @Override
  public void close() {
    ending();
    below.close();
  }

  @Override
  public boolean hasUnsent() {
    return below.hasUnsent();
  }

  @Override
  public void closeWaiting(int seconds) {
    ending();
    below.closeWaiting(seconds);
  }

  @Override
  public void reset() {
    ending();
    below.reset();
  }
}
