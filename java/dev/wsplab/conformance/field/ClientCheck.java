package dev.wsplab.conformance.field;

import dev.wsplab.WinsockBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.lang3.Validate;

/**
 * Runs a client of Winsock, or a class of its tests, without a layer and then over each {@link
 * FieldLayer}: what works without one and fails over a layer that breaks no rule relies on
 * something that Windows does not promise.
 *
 * <pre>{@code
 * ClientReport report = ClientCheck.of("my loop", winsock -> new MyLoop(winsock).serve()).run();
 * assertThat(report.isGood()).as(report.overview()).isTrue();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class ClientCheck {
  /** How long a client may take over each layer unless it is said. */
  public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(20);

  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  /** Makes what runs the client. */
  @FunctionalInterface
  private interface Making {
    ClientRunner runner(Duration timeout, Consumer<WinsockBuilder> preparation);
  }

  private final String name;
  private final Making making;
  private List<FieldLayer> layers = List.of(FieldLayer.values());
  private Duration timeout = USUAL_TIMEOUT;
  private Consumer<WinsockBuilder> preparation = builder -> {};
  private Consumer<LayerRun> progress = run -> {};

  private ClientCheck(String name, Making making) {
    this.name = name;
    this.making = making;
  }

  /**
   * Checks a client.
   *
   * @param name what the report calls it
   * @param client is run once for each layer
   * @return the check, not run yet
   */
  public static ClientCheck of(String name, WinsockClient client) {
    return new ClientCheck(
        name, (timeout, preparation) -> new DirectRunner(client, timeout, preparation));
  }

  /**
   * Checks with tests of JUnit 5 that get their Winsock from {@code @WithWinsock}. Needs the
   * launcher of the JUnit platform and Jupiter's engine on the class path.
   *
   * @param tests the class; those nested in it come along
   * @return the check, not run yet
   */
  public static ClientCheck ofTests(Class<?> tests) {
    return new ClientCheck(
        tests.getName(), (timeout, preparation) -> new TestClassRunner(tests, timeout));
  }

  /**
   * Checks a client that runs in processes of its own, one for each layer, where a {@link
   * ProcessEnvironment} is made for it. {@link #prepare} is of no use for it.
   *
   * @param name what the report calls it
   * @param client starts the process for a layer
   * @return the check, not run yet
   */
  public static ClientCheck ofProcess(String name, ClientProcess client) {
    return new ClientCheck(name, (timeout, preparation) -> new ProcessRunner(client, timeout));
  }

  /**
   * {@return whether a class has tests of JUnit, in itself or in a class nested in it}
   *
   * @param type whose methods and nested classes are looked at
   * @throws NoClassDefFoundError when JUnit's platform is not on the class path
   */
  public static boolean isTestClass(Class<?> type) {
    return TestClassRunner.hasTests(type);
  }

  /**
   * Runs it over one layer, and once without, to compare.
   *
   * @param layer the one to run over; all others are left out
   * @return this check
   */
  public ClientCheck only(FieldLayer layer) {
    layers = List.of(layer);
    return this;
  }

  /**
   * Runs it without a layer, and over none.
   *
   * @return this check
   */
  public ClientCheck onlyBare() {
    layers = List.of();
    return this;
  }

  /**
   * Says how long the client may take over each layer; of a class of tests, each test. Then it is
   * reported as hanging and interrupted, and the next layer comes.
   *
   * @param limit 1 millisecond to 1 hour
   * @return this check
   */
  public ClientCheck timeout(Duration limit) {
    Validate.isTrue(
        limit.toMillis() >= 1 && limit.compareTo(LONGEST_TIMEOUT) <= 0,
        "limit=%s: expected 1 millisecond to 1 hour",
        limit);
    timeout = limit;
    return this;
  }

  /**
   * Sets up each environment before its layer is installed: with another base, for instance. Of no
   * use for tests, which set theirs up themselves.
   *
   * @param builder gets the builder of each environment
   * @return this check
   */
  public ClientCheck prepare(Consumer<WinsockBuilder> builder) {
    preparation = builder;
    return this;
  }

  /**
   * Lets somebody hear of each run when it has ended.
   *
   * @param listener is called in the thread that runs the check
   * @return this check
   */
  public ClientCheck progress(Consumer<LayerRun> listener) {
    progress = listener;
    return this;
  }

  /** {@return how many runs there will be when all goes well, the one without a layer included} */
  public int size() {
    return layers.size() + 1;
  }

  /**
   * Names the layers.
   *
   * @return a line for each, with what it does
   */
  public static List<String> list() {
    return Arrays.stream(FieldLayer.values())
        .map(layer -> String.format("%-21s %s", layer.label(), layer.description()))
        .toList();
  }

  /**
   * Runs the client without a layer and then over each, one after the other. When it fails without
   * already, that is all there is to say: it is run over none. Of a class of tests, those that fail
   * without a layer are not told again, and the others are run.
   *
   * @return how each run went
   * @throws InterruptedException when the calling thread is interrupted
   * @throws IllegalStateException when the tests do not use {@code @WithWinsock}, or JUnit is not
   *     there to run them; the message says what to do
   */
  public ClientReport run() throws InterruptedException {
    long start = System.nanoTime();
    ClientRunner runner = making.runner(timeout, preparation);
    List<LayerRun> runs = new ArrayList<>();
    LayerRun bare = runner.run(null);
    runs.add(bare);
    progress.accept(bare);
    for (FieldLayer layer : runner.worksBare() ? layers : List.<FieldLayer>of()) {
      LayerRun run = runner.run(layer);
      runs.add(run);
      progress.accept(run);
    }
    return new ClientReport(name, runs, Duration.ofNanos(System.nanoTime() - start));
  }
}
