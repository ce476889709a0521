package dev.wsplab.cli;

import dev.wsplab.conformance.CannotStartException;
import dev.wsplab.conformance.ConformanceKit;
import dev.wsplab.conformance.Finding;
import dev.wsplab.conformance.RecordedScenario;
import dev.wsplab.conformance.ScenarioResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options of {@code trace} that are about a scenario of the kit, and what it does with it. */
final class ScenarioOptions {
  private static final List<String> NAMES = List.of("--as-base", "--ifs", "--seed", "--timing");
  private static final List<String> OF_CLIENTS =
      List.of("--base", "--layer", "--catalog", "--events", "--timeout");

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description =
          "Play this scenario of 'wsplab check' with a provider, named in the place of the client, whether it breaks a"
              + " rule or not. 'wsplab check --list PROVIDER' tells the names, and check's report after 'again:'.")
  private @Nullable String scenario;

  @Option(
      names = "--as-base",
      description = "With --scenario: it is a base provider, as for --base of 'wsplab check'.")
  private boolean base;

  @Option(
      names = "--ifs",
      description = "With --scenario: it hands out system handles, as for 'wsplab check'.")
  private boolean ifs;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "With --scenario: what every decision is made from. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--timing",
      defaultValue = "immediate",
      paramLabel = "WHEN",
      description = "With --scenario: immediate or deferred, as for 'wsplab check'.")
  private String timing = "immediate";

  /** Whether a scenario was named; other options must fit to that. */
  boolean isAsked(CommandLine command) throws SetUpException {
    if (scenario == null) {
      SetUpException.refuse(command, NAMES, "is about --scenario, and none is named");
      return false;
    }
    SetUpException.refuse(command, OF_CLIENTS, "is about a client, not about --scenario");
    return true;
  }

  /**
   * Plays the scenario, and says how it went.
   *
   * @param provider name of its class, or of the file of a module
   * @param nativeStacks whether the recording says which functions of a module caused each event
   * @throws SetUpException also when it cannot be played
   */
  RecordedScenario play(CommandLine command, String provider, boolean nativeStacks)
      throws SetUpException {
    ClassLoader own = ScenarioOptions.class.getClassLoader();
    ClassLoader loader = own == null ? ClassLoader.getSystemClassLoader() : own;
    ConformanceKit kit = CheckedProvider.find(provider, loader).kit(base, ifs).seed(seed);
    switch (timing) {
      case "immediate" -> {}
      case "deferred" -> kit.deferred();
      default ->
          throw new SetUpException("--timing " + timing + ": expected immediate or deferred");
    }
    if (nativeStacks) {
      kit.nativeStacks();
    }
    RecordedScenario played = play(command, kit);
    tell(command, played.result());
    return played;
  }

  private RecordedScenario play(CommandLine command, ConformanceKit kit) throws SetUpException {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = command.getErr();
    ExitGuard guard =
        new ExitGuard(err, "the scenario was played", "'wsplab check --isolated' tells of it.");
    try {
      return kit.record(String.valueOf(scenario));
    } catch (IllegalArgumentException e) {
      throw new SetUpException(
          "--scenario " + e.getMessage() + "; 'wsplab check --list PROVIDER' names all");
    } catch (CannotStartException e) {
      throw new SetUpException(String.valueOf(e.getMessage()));
    } finally {
      guard.close();
    }
  }

  private void tell(CommandLine command, ScenarioResult result) throws SetUpException {
    if (result.outcome() == ScenarioResult.Outcome.NOT_APPLICABLE) {
      throw new SetUpException(
          "--scenario " + result.name() + ": not applicable: " + result.reason());
    }
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = command.getErr();
    result.findings().stream().map(Finding::report).forEach(err::println);
    err.flush();
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = command.getOut();
    String reason = result.reason().isEmpty() ? "" : ": " + result.reason();
    out.println(result.name() + ": " + result.outcome().name().toLowerCase(Locale.ROOT) + reason);
    out.flush();
  }
}
