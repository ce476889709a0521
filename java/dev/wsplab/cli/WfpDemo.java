package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Verifier;
import dev.wsplab.wfp.FilterEngine;
import dev.wsplab.wfp.FwpmFilter;
import dev.wsplab.wfp.FwpsCallout;
import dev.wsplab.wfp.FwpsLayer;
import dev.wsplab.wfp.WfpEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Real connects wait for a callout, which decides later. */
@Command(
    name = "wfp",
    description = {
      "Connects an ordinary client to three servers, while a callout of the Windows Filtering Platform pends each connect.",
      "It goes over the system's own TCP. The callout decides later: by a rule after a delay, or as you answer.",
      "Prints what happened."
    },
    footer = {
      "",
      "Examples:",
      "  wsplab demo wfp",
      "  wsplab demo wfp --delay 1000",
      "  wsplab demo wfp --ask",
      "",
      "Exit status: 0 each connect ended as it was decided and no rule was broken, 1 not so, 2 it"
          + " could not be set up."
    })
final class WfpDemo implements Callable<Integer> {
  private static final String[] PICTURE = {
    "  connect() --> classifyFn --> FwpsPendOperation0, BLOCK + ABSORB",
    "      :                             |",
    "    waits                      a worker decides",
    "      :                             |",
    "  returns <---- classifyFn <-- FwpsCompleteOperation0",
    "                (reauthorize: PERMIT or BLOCK)",
  };

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Option(names = "--ask", description = "Ask on the terminal about each connect.")
  private boolean ask;

  @Option(
      names = "--delay",
      paramLabel = "MS",
      defaultValue = "250",
      description = "How long the rule takes, 0 to 10000 ms; ${DEFAULT-VALUE} without.")
  private int delay;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws SetUpException {
    if (delay < 0 || delay > 10_000) {
      throw new SetUpException("--delay=" + delay + ": 0 to 10000 expected");
    }
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    for (String line : PICTURE) {
      out.println(line);
    }
    out.println();
    FilterEngine engine = FilterEngine.builder().verify(Verifier.Mode.REPORT).build();
    int wrong;
    try (engine) {
      TcpProvider base = TcpProvider.loopbackOnly().authorizedBy(engine.authorizer());
      try (Winsock winsock = Winsock.builder().base(base).build()) {
        wrong = connectAll(engine, winsock.ws2_32(), out);
      }
      out.println();
      engine.trace().events().stream().map(WfpEvent::line).forEach(out::println);
    }
    for (Violation violation : engine.violations()) {
      out.println(violation.report());
    }
    out.println(engine.violations().size() + " broken rules");
    return wrong == 0 && engine.violations().isEmpty() ? Main.OK : Main.FAILED;
  }

  /** How many connects ended otherwise than they were decided. */
  private int connectAll(FilterEngine engine, Ws2_32 ws2, PrintWriter out) {
    Map<Integer, String> names = new LinkedHashMap<>();
    Map<String, Sockaddr> servers = new LinkedHashMap<>();
    for (String name : new String[] {"mail", "games", "news"}) {
      Sockaddr address = listener(ws2);
      servers.put(name, address);
      names.put(address.port(), name);
    }
    // One for all questions: it reads ahead.
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    PendingCallout callout =
        new PendingCallout(
            engine.kernel(), port -> permits(names.getOrDefault(port, "port " + port), in, out));
    engine.kernel().fwpsCalloutRegister1(FwpsCallout.of("demo", callout), null);
    engine
        .management()
        .fwpmFilterAdd0(FwpmFilter.asking("demo", FwpsLayer.ALE_AUTH_CONNECT_V4), null);
    int wrong = 0;
    for (Map.Entry<String, Sockaddr> server : servers.entrySet()) {
      long begin = System.nanoTime();
      CallResult result = connect(ws2, server.getKey(), server.getValue());
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      boolean permitted = callout.decided(server.getValue().port());
      boolean good = permitted ? result.succeeded() : result.errno() == WsaError.WSAEACCES.code();
      String outcome = result.succeeded() ? "connected" : WsaError.nameOf(result.errno());
      out.printf(
          "connect to %-5s %s: %s after %d ms%s%n",
          server.getKey(), server.getValue(), outcome, millis, good ? "" : ", WRONG");
      wrong += good ? 0 : 1;
    }
    return wrong;
  }

  /** Says what it waits for, when it takes long; so does a question. */
  private CallResult connect(Ws2_32 ws2, String name, Sockaddr address) {
    if (ask) {
      return ws2.connect(socket(ws2), address);
    }
    Ticker ticker =
        Ticker.on(spec.commandLine(), () -> "the connect to " + name + " waits for its decision");
    try (ticker) {
      return ws2.connect(socket(ws2), address);
    }
  }

  /** Takes its time. */
  private boolean permits(String name, BufferedReader in, PrintWriter out) {
    if (ask) {
      return answer(name, in, out);
    }
    Executor late = CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS);
    CompletableFuture.runAsync(() -> {}, late).join();
    return !name.equals("games");
  }

  /** Asks until it is told yes or no; the end of the answers is a no. */
  private static boolean answer(String name, BufferedReader in, PrintWriter out) {
    try {
      while (true) {
        out.print("permit the connect to " + name + "? [y/n] ");
        out.flush();
        String line = in.readLine();
        if (line == null) {
          out.println("no answer; it is blocked");
          return false;
        }
        switch (line.strip().toLowerCase(Locale.ROOT)) {
          case "y", "yes":
            return true;
          case "n", "no":
            return false;
          default:
            out.println("y or n is needed, found: " + line);
        }
      }
    } catch (IOException e) {
      out.println("no answer: " + e.getMessage() + "; it is blocked");
      return false;
    }
  }

  private static SocketHandle socket(Ws2_32 ws2) {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
  }

  private static Sockaddr listener(Ws2_32 ws2) {
    SocketHandle s = socket(ws2);
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(s, 5).orThrow("listen");
    return ws2.getsockname(s).orThrow("getsockname");
  }
}
