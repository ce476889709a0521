package dev.wsplab.provider.network;

import dev.wsplab.provider.OverlappedResultRules;
import dev.wsplab.spi.CallResult;

/** What a started provider consists of. */
record ProviderParts(
    TcpEnvironment environment,
    TcpConnections connections,
    TcpTransfers transfers,
    DatagramPeers peers,
    DatagramTransfers datagrams,
    TcpIoctls ioctls,
    TcpOptions options,
    TcpClosing closing,
    TcpDuplicates duplicates,
    TcpNotifications notifications,
    OverlappedResultRules results) {
  static ProviderParts create(TcpEnvironment environment) {
    TcpStarts starts = new TcpStarts(environment);
    TcpConnections connections = new TcpConnections(environment);
    DatagramPeers peers = new DatagramPeers(environment);
    DatagramTransfers datagrams = new DatagramTransfers(starts, peers);
    DatagramMessages messages = new DatagramMessages(environment, datagrams);
    TcpExtensions extensions = new TcpExtensions(environment, starts, connections, messages);
    return new ProviderParts(
        environment,
        connections,
        new TcpTransfers(starts),
        peers,
        datagrams,
        new TcpIoctls(environment, starts, extensions, messages),
        new TcpOptions(environment),
        new TcpClosing(environment),
        new TcpDuplicates(environment),
        new TcpNotifications(environment),
        environment.socketIo().results());
  }

  CallResult shutdown(TcpSocket socket, int how) {
    return socket.isDatagram() ? peers.shutdown(socket, how) : connections.shutdown(socket, how);
  }
}
