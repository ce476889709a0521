package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WinsockException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keeps the demo's server up for the user's own client, and through the user's own layer. */
@Command(
    name = "serve",
    sortOptions = false,
    description =
        "Serves a folder by HTTP until Ctrl-C, every byte through a counting layer over TCP.",
    footer = {
      "",
      "Examples:",
      "  wsplab serve --port 8080 --root .",
      "  CLASSPATH=target/classes wsplab serve --port 0 --root . --layer com.example.MyLayer",
      "",
      "Exit status: 2 when it cannot begin; by Ctrl-C what the system gives a process that a signal ends."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int MOST_THREADS = 64;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--port",
      required = true,
      paramLabel = "PORT",
      description = "Port to listen on, 0 to 65535; 0 takes a free one.")
  private int port;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // required: picocli sets it
  @Option(names = "--root", required = true, paramLabel = "DIR", description = "Folder to serve.")
  private Path root;

  @Option(
      names = "--layer",
      paramLabel = "CLASS",
      description =
          "Your own layer, put on top of the counting one: a public class with a public no-arg constructor.")
  private @Nullable String layer;

  @Option(
      names = "--threads",
      defaultValue = "4",
      paramLabel = "N",
      description = "Worker threads, 1 to " + MOST_THREADS + ". Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--any-address",
      description = "Listen on every address of this machine, not on loopback alone.")
  private boolean anyAddress;

  @Override
  public Integer call() throws SetUpException, IOException {
    check();
    CountingLayer counting = new CountingLayer();
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch finished = new CountDownLatch(1);
    try (Winsock winsock = environment(counting)) {
      HttpServer server = start(winsock);
      try (server) {
        announce(server, out);
        awaitEnd(finished);
        Ticker ticker = Ticker.on(spec.commandLine(), () -> "the connections are closed");
        try (ticker) {
          server.close();
        }
      }
      summarize(server, counting, out);
      return server.fault() == null ? Main.OK : Main.FAILED;
    } finally {
      finished.countDown();
    }
  }

  private void check() throws SetUpException {
    require(port >= 0 && port <= 65535, "--port " + port + ": expected 0 to 65535");
    require(
        threads >= 1 && threads <= MOST_THREADS,
        "--threads " + threads + ": expected 1 to " + MOST_THREADS);
    require(
        !Files.exists(root) || Files.isDirectory(root),
        "--root "
            + root
            + ": is a file, not a folder; expected the folder with the files to serve");
    require(
        Files.isDirectory(root),
        "--root "
            + root
            + ": there is no such folder; expected the folder with the files to serve");
  }

  private static void require(boolean condition, String message) throws SetUpException {
    if (!condition) {
      throw new SetUpException(message);
    }
  }

  private @Owning Winsock environment(CountingLayer counting) throws SetUpException {
    TcpProvider base = anyAddress ? TcpProvider.anyAddress() : TcpProvider.loopbackOnly();
    WinsockBuilder builder = Winsock.builder().base(base).layer(counting);
    String name = layer;
    if (name != null) {
      ServiceProvider own = LayerClass.make("--layer " + name, name);
      builder.layer(own);
    }
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "the providers are prepared");
    try (ticker) {
      return builder.build();
    }
  }

  private @Owning HttpServer start(Winsock winsock) throws SetUpException, IOException {
    InetSocketAddress at = new InetSocketAddress(anyAddress ? "0.0.0.0" : "127.0.0.1", port);
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "the server starts");
    try (ticker) {
      return HttpServer.start(winsock, root, at, threads, this::report);
    } catch (WinsockException e) {
      throw notStarted(at, e);
    } catch (RuntimeException e) {
      throw new SetUpException(
          (layer == null ? "the server" : "--layer " + layer)
              + ": threw at its start: "
              + stack(e));
    }
  }

  private SetUpException notStarted(InetSocketAddress at, WinsockException e) {
    if (e.function().equals("bind") || e.function().equals("listen")) {
      return new SetUpException(
          "cannot listen on "
              + at.getHostString()
              + ":"
              + at.getPort()
              + ": "
              + e.getMessage()
              + "; expected a port that is free; take another, or --port 0 for any free one");
    }
    String who = layer == null ? "the server" : "--layer " + layer;
    return new SetUpException(who + " did not start: " + e.getMessage());
  }

  /** A provider's author wants to see at once what was thrown, not when the server ends. */
  private void report(Throwable fault) {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = spec.commandLine().getErr();
    err.println("wsplab: a worker thread failed, its connection was closed: " + stack(fault));
    err.flush();
  }

  private static String stack(Throwable fault) {
    return ExceptionUtils.getStackTrace(fault);
  }

  private void announce(HttpServer server, PrintWriter out) {
    String host = anyAddress ? "0.0.0.0" : "127.0.0.1";
    out.printf(
        "serving %s at http://%s:%d/ until Ctrl-C%n", root, host, server.address().getPort());
    out.flush();
  }

  // Ctrl-C starts the hook; it lets this thread close the server and say what was served before the
  // process ends.
  private static void awaitEnd(CountDownLatch finished) {
    CountDownLatch end = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              end.countDown();
              awaitQuietly(finished);
            },
            "wsplab-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    if (!awaitQuietly(end)) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  // False: the thread was interrupted, which ends the command as Ctrl-C does.
  private static boolean awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void summarize(HttpServer server, CountingLayer counting, PrintWriter out) {
    ServedCounts counts = server.counts();
    out.printf(
        "served %d bytes, layer counted %d bytes, %d connections%n",
        counts.servedBytes(), counting.sentBytes(), counts.connections());
    Throwable fault = server.fault();
    if (fault != null) {
      out.println("a worker thread failed: " + fault);
    }
    out.flush();
  }
}
