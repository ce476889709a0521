package dev.wsplab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row http: a file of 256 KiB over a hundred connections; an operation is one file. */
public class Http {
  private static final int CONNECTIONS = 100;

  /** Through one layer over the system's sockets. */
  @State(Scope.Benchmark)
  public static class Ours {
    private Path folder;
    private OurHttp server;
    private HttpClients clients;

    @Setup
    public void open() throws IOException {
      folder = Files.createTempDirectory("wsplab-bench");
      server = new OurHttp(HttpContent.write(folder), CONNECTIONS);
      clients = new HttpClients();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.connect(server.address());
        server.accept();
      }
      server.start();
    }

    @TearDown
    public void close() throws IOException {
      server.close();
      clients.close();
      Files.delete(folder.resolve("file"));
      Files.delete(folder);
    }
  }

  /** With the JDK's channels. */
  @State(Scope.Benchmark)
  public static class Peer {
    private Path folder;
    private PeerHttp server;
    private HttpClients clients;

    @Setup
    public void open() throws IOException {
      folder = Files.createTempDirectory("wsplab-bench");
      server = new PeerHttp(HttpContent.write(folder), CONNECTIONS);
      clients = new HttpClients();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.connect(server.address());
        server.accept();
      }
      server.start();
    }

    @TearDown
    public void close() throws IOException {
      server.close();
      clients.close();
      Files.delete(folder.resolve("file"));
      Files.delete(folder);
    }
  }

  @Benchmark
  @OperationsPerInvocation(CONNECTIONS)
  public void ours(Ours state) throws IOException {
    state.clients.run(1);
  }

  @Benchmark
  @OperationsPerInvocation(CONNECTIONS)
  public void peer(Peer state) throws IOException {
    state.clients.run(1);
  }
}
