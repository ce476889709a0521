package dev.wsplab.cli;

import dev.wsplab.conformance.field.ClientCheck;
import dev.wsplab.conformance.field.ClientReport;
import dev.wsplab.conformance.field.FieldLayer;
import dev.wsplab.conformance.field.LayerRun;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options of {@code check} that are about a client, and what it does with them. */
final class ClientOptions {
  /** Those that mean nothing without a client. */
  static final List<String> NAMES = List.of("--argument", "--classpath", "--timeout");

  private static final int LONGEST_TIMEOUT = 3600;

  @Option(
      names = "--client",
      paramLabel = "CLASS|FILE",
      description =
          "The client: a WinsockClient, or a class with main(Winsock, String[]), or a Runnable that takes a Winsock,"
              + " or a class of JUnit tests with @WithWinsock, or an application in C as for 'wsplab run'.")
  private @Nullable String name;

  @Option(
      names = "--argument",
      paramLabel = "ARGUMENT",
      description = "With --client FILE: what its main is given; as often as there are arguments.")
  private List<String> arguments = List.of();

  @Option(
      names = "--classpath",
      defaultValue = "",
      paramLabel = "PATHS",
      description = "With --client: folders and jars to look into first.")
  private String classPath = "";

  @Option(
      names = "--timeout",
      defaultValue = "20",
      paramLabel = "SECONDS",
      description = {
        "With --client: how long it may take over each layer, or each test; 1 to 3600.",
        "Default: ${DEFAULT-VALUE}."
      })
  private int timeout;

  /** Whether a client was named. */
  boolean isAsked() {
    return name != null;
  }

  /**
   * Runs the client.
   *
   * @param only label of a layer, or empty for all
   * @param list whether to name the layers alone
   * @param junit where the results go as XML, or null
   * @return the exit status
   */
  int check(CommandLine command, String only, boolean list, @Nullable Path junit)
      throws SetUpException, IOException, InterruptedException {
    PrintWriter out = command.getOut();
    if (list) {
      ClientCheck.list().forEach(out::println);
      out.flush();
      return Main.OK;
    }
    JunitFile.check(junit);
    List<URL> urls = urls();
    ClassLoader above = ClientOptions.class.getClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), above)) {
      ClientReport report = run(command, only, urls.isEmpty() && above != null ? above : loader);
      out.print(report.overview());
      out.flush();
      JunitFile.write(junit, report.junitXml());
      return report.isGood() ? Main.OK : Main.FAILED;
    }
  }

  private ClientReport run(CommandLine command, String only, ClassLoader loader)
      throws SetUpException, InterruptedException {
    if (timeout < 1 || timeout > LONGEST_TIMEOUT) {
      throw new SetUpException("--timeout " + timeout + ": expected 1 to 3600 seconds");
    }
    ClientCheck check = CheckedClient.find(String.valueOf(name), loader, arguments);
    if (only.equals(LayerRun.BARE)) {
      check.onlyBare();
    } else if (!only.isEmpty()) {
      check.only(layer(only));
    }
    check.timeout(Duration.ofSeconds(timeout));
    AtomicInteger finished = new AtomicInteger();
    check.progress(
        run -> {
          finished.incrementAndGet();
          tell(command, run);
        });
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = command.getErr();
    ExitGuard guard =
        new ExitGuard(err, "the client ran", "Let it return instead of calling System.exit.");
    Ticker ticker = Ticker.on(command, () -> finished + " of " + check.size() + " runs done");
    try (ticker) {
      return check.run();
    } catch (IllegalStateException e) {
      throw new SetUpException("--client " + e.getMessage());
    } catch (NoClassDefFoundError e) {
      throw new SetUpException(
          "--client "
              + name
              + ": JUnit's platform is missing to run its tests ("
              + e
              + "); expected junit-platform-launcher and junit-jupiter-engine in --classpath or CLASSPATH");
    } finally {
      guard.close();
    }
  }

  private static FieldLayer layer(String only) throws SetUpException {
    try {
      return FieldLayer.named(only);
    } catch (IllegalArgumentException e) {
      throw new SetUpException(
          "--only "
              + only
              + ": no such layer; expected bare or one of those that --list shows: "
              + Arrays.stream(FieldLayer.values())
                  .map(FieldLayer::label)
                  .collect(Collectors.joining(", ")));
    }
  }

  private static void tell(CommandLine command, LayerRun run) {
    PrintWriter err = command.getErr();
    err.println(
        run.label() + ": " + (run.passed() ? "pass" : "FAIL") + ", " + run.millis() + " ms");
    err.flush();
  }

  private List<URL> urls() throws SetUpException, IOException {
    List<URL> urls = new ArrayList<>();
    for (String part : classPath.split(File.pathSeparator)) {
      if (!part.isEmpty()) {
        Path path = Path.of(part);
        if (!Files.isReadable(path)) {
          throw new SetUpException(
              "--classpath " + part + ": it cannot be read; expected a folder or a jar");
        }
        urls.add(path.toUri().toURL());
      }
    }
    return urls;
  }
}
