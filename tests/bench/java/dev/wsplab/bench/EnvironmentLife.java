package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.provider.loopback.LoopbackProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.openjdk.jmh.annotations.Benchmark;

/** Row environment: everything anew, two connected sockets, and closed again. */
public class EnvironmentLife {
  @Benchmark
  public boolean ours() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        SocketPair pair = winsock.connectedPair()) {
      return pair.client().localAddress().equals(pair.server().remoteAddress());
    }
  }

  @Benchmark
  public boolean peer() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket server = listener.accept()) {
      return client.getLocalSocketAddress().equals(server.getRemoteSocketAddress());
    }
  }
}
