package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.cli.DemoHttpClient.Download;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The scenario: one process serves files through a layer to a client that knows nothing of it. */
@Command(
    name = "demo",
    subcommands = {ForefrontDemo.class, FltMgrDemo.class, WfpDemo.class},
    description = {
      "Serves three generated files through a counting layer over TCP and downloads them with an ordinary HTTP client.",
      "Prints the life of every overlapped operation, then compares what client, server and layer counted."
    },
    footer = {
      "",
      "Examples:",
      "  wsplab demo",
      "  wsplab demo forefront",
      "  wsplab demo fltmgr .",
      "  wsplab demo wfp --ask",
      "",
      "Exit status: 0 every byte arrived and all counts agree, 1 not so, 2 it could not be set up."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int THREADS = 2;
  private static final int RECORDED = 200_000;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--all",
      description =
          "Show every operation, not " + OperationTable.SHOWN + " from the beginning and the end.")
  private boolean all;

  @Option(
      names = "--timeline",
      paramLabel = "FILE",
      description =
          "Write what happened: as a page for a browser to a name in .html, for Perfetto to one in .json.")
  private @Nullable Path timeline;

  /** What the client saw. */
  private record Received(int files, int intact, long bytes) {}

  @Override
  public Integer call() throws IOException, InterruptedException, SetUpException {
    TimelineFolder.check(timeline);
    AtomicInteger downloaded = new AtomicInteger();
    Ticker ticker = Ticker.on(spec.commandLine(), () -> downloaded + " files downloaded");
    try (ticker) {
      return run(downloaded);
    }
  }

  private int run(AtomicInteger downloaded)
      throws IOException, InterruptedException, SetUpException {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    CountingLayer layer = new CountingLayer();
    OperationTable table = new OperationTable();
    try (DemoFiles files = DemoFiles.create();
        Winsock winsock = builder().layer(layer).build()) {
      winsock.addListener(table);
      HttpServer server =
          HttpServer.start(
              winsock,
              files.folder(),
              new InetSocketAddress("127.0.0.1", 0),
              THREADS,
              e -> out.println("a worker thread failed: " + ExceptionUtils.getStackTrace(e)));
      Received received;
      try (server) {
        received = download(files, new DemoHttpClient(server.address()), downloaded, out);
      } catch (IOException e) {
        // The client says only that nothing came; what was under way says why.
        out.println("the client failed: " + e);
        table.print(out, true);
        return Main.FAILED;
      }
      table.print(out, all);
      TimelineFolder.write(timeline, winsock.timeline("wsplab demo"), out);
      DemoVerdict verdict =
          new DemoVerdict(
              received.files(), received.intact(), received.bytes(), server, layer, table);
      verdict.print(out);
      return verdict.isGood() ? Main.OK : Main.FAILED;
    }
  }

  private WinsockBuilder builder() {
    WinsockBuilder builder = Winsock.builder();
    return timeline == null ? builder : builder.record(RECORDED);
  }

  private static Received download(
      DemoFiles files, DemoHttpClient client, AtomicInteger downloaded, PrintWriter out)
      throws IOException, InterruptedException {
    int intact = 0;
    long bytes = 0;
    for (DemoFiles.Served served : files.served()) {
      Download got = client.fetch(served.path());
      downloaded.incrementAndGet();
      boolean same = got.equals(DemoHttpClient.expected(served.file()));
      out.printf(
          "GET %-18s %d, %d bytes, SHA-256 %s...: %s%n",
          served.path(),
          got.status(),
          got.bytes(),
          got.sha256().substring(0, 16),
          same ? "intact" : "NOT what the file holds");
      intact += same ? 1 : 0;
      bytes += got.bytes();
    }
    out.println();
    return new Received(files.served().size(), intact, bytes);
  }
}
