package dev.wsplab.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs a class of tests inside a test, as a user's build would, and keeps what came of it. */
final class CaseRun {
  private final EngineExecutionResults results;

  private CaseRun(EngineExecutionResults results) {
    this.results = results;
  }

  /** Runs a class; parameters in pairs: name, value. */
  static CaseRun of(Class<?> cases, String... parameters) {
    return new CaseRun(kit(cases).configurationParameters(pairs(parameters)).execute());
  }

  /** The same with a place where JUnit puts what tests publish. */
  static CaseRun publishing(Class<?> cases, Path files, String... parameters) {
    return new CaseRun(
        kit(cases)
            .outputDirectoryCreator(new OneFolder(files))
            .configurationParameters(pairs(parameters))
            .execute());
  }

  private static Map<String, String> pairs(String... parameters) {
    Map<String, String> configuration = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      configuration.put(parameters[i], parameters[i + 1]);
    }
    return configuration;
  }

  /** All files in one folder. */
  private record OneFolder(Path getRootDirectory) implements OutputDirectoryCreator {
    @Override
    public Path createOutputDirectory(TestDescriptor test) {
      return getRootDirectory;
    }
  }

  private static EngineTestKit.Builder kit(Class<?> cases) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(cases))
        .configurationParameter(Timeout.TIMEOUT_MODE_PROPERTY_NAME, "enabled")
        .configurationParameter("junit.jupiter.execution.timeout.threaddump.enabled", "false");
  }

  /** How many tests succeeded. */
  long succeeded() {
    return results.testEvents().succeeded().count();
  }

  /** Why tests and classes failed. */
  List<Throwable> failures() {
    return results.allEvents().failed().stream().map(CaseRun::reason).toList();
  }

  /** Why the only test that failed did. */
  Throwable failure() {
    return only(results.testEvents().failed().list());
  }

  /** Why the only class that failed did. */
  Throwable classFailure() {
    return only(results.containerEvents().failed().list());
  }

  /** What tests and classes reported under a key. */
  List<String> reported(String key) {
    return results.allEvents().reportingEntryPublished().stream()
        .map(event -> event.getRequiredPayload(ReportEntry.class))
        .map(entry -> entry.getKeyValuePairs().get(key))
        .toList();
  }

  /** The files that tests and classes published. */
  List<FileEntry> published() {
    return results.allEvents().fileEntryPublished().stream()
        .map(event -> event.getRequiredPayload(FileEntry.class))
        .toList();
  }

  private static Throwable only(List<Event> failed) {
    if (failed.size() != 1) {
      throw new AssertionError("expected one failure, found " + failed);
    }
    return reason(failed.get(0));
  }

  private static Throwable reason(Event failed) {
    return failed.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
  }
}
