package dev.wsplab.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

/**
 * What a process that plays scenarios writes down for the one that waits for it: a line for the
 * plan, for each scenario that begins, and for each that has ended. Every line is in the file when
 * the call returns, so that it is there whatever ends the process.
 */
@MustCall("close")
final class Journal implements AutoCloseable {
  /** A line is a kind and texts, with a tabulator between them. */
  enum Kind {
    /**
     * Provider, kind of provider, seed, count of scenarios, whether results show later; name and
     * function of each scenario.
     */
    PLAN,
    /** Why the provider cannot be played with. */
    REFUSED,
    /** Number, name and function of a scenario; the rules that it looks at. */
    BEGUN,
    /** Number, outcome, reason, exactness, milliseconds; six texts for each finding. */
    ENDED,
    /** The process is about to end itself. */
    OVER
  }

  private static final String FIELD = "\t";
  private static final String LINE_OF_HISTORY = "\n";
  private static final int TEXTS_OF_A_FINDING = 6;
  private static final int FIXED = 6;

  private final @Owning FileChannel file;

  /** Opens the journal for writing at its end. */
  Journal(Path path) {
    try {
      file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void plan(
      String provider, String kind, long seed, boolean deferred, List<Scenarios.Planned> all) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                provider,
                kind,
                Long.toString(seed),
                Integer.toString(all.size()),
                Boolean.toString(deferred)));
    for (Scenarios.Planned planned : all) {
      fields.add(planned.scenario().name());
      fields.add(planned.scenario().function());
    }
    write(Kind.PLAN, fields.toArray(new String[0]));
  }

  void refused(String reason) {
    write(Kind.REFUSED, reason);
  }

  void begun(int number, Scenario scenario) {
    List<String> fields =
        new ArrayList<>(List.of(Integer.toString(number), scenario.name(), scenario.function()));
    scenario.checks().stream().map(Check::rule).distinct().sorted().forEach(fields::add);
    write(Kind.BEGUN, fields.toArray(new String[0]));
  }

  void ended(int number, ScenarioResult result) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                Integer.toString(number),
                result.outcome().name(),
                result.reason(),
                Boolean.toString(result.isExact()),
                Long.toString(result.millis())));
    for (Finding finding : result.findings()) {
      fields.addAll(
          List.of(
              finding.rule(),
              finding.what(),
              finding.expected(),
              finding.seen(),
              finding.remedy(),
              String.join(LINE_OF_HISTORY, finding.history())));
    }
    write(Kind.ENDED, fields.toArray(new String[0]));
  }

  void over() {
    write(Kind.OVER);
  }

  private void write(Kind kind, String... fields) {
    StringBuilder line = new StringBuilder(kind.name());
    for (String field : fields) {
      line.append(FIELD)
          .append(field.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"));
    }
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  @EnsuresCalledMethods(value = "file", methods = "close")
  public void close() throws IOException {
    file.close();
  }

  /** The kind of a line. */
  static Kind kindOf(String line) {
    int end = line.indexOf(FIELD);
    return Kind.valueOf(end < 0 ? line : line.substring(0, end));
  }

  /** The texts of a line. */
  static List<String> fieldsOf(String line) {
    return Arrays.stream(line.split(FIELD, -1)).skip(1).map(Journal::plain).toList();
  }

  private static String plain(String field) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 1 < field.length()) {
        i++;
        char escaped = field.charAt(i);
        text.append(escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** The result that a line tells, of the scenario that had begun. */
  static ScenarioResult result(List<String> begun, List<String> ended) {
    List<Finding> findings = new ArrayList<>();
    for (int i = FIXED - 1; i < ended.size(); i += TEXTS_OF_A_FINDING) {
      String history = ended.get(i + 5);
      findings.add(
          new Finding(
              ended.get(i),
              ended.get(i + 1),
              ended.get(i + 2),
              ended.get(i + 3),
              ended.get(i + 4),
              history.isEmpty() ? List.of() : List.of(history.split(LINE_OF_HISTORY))));
    }
    return new ScenarioResult(
        begun.get(1),
        begun.get(2),
        ScenarioResult.Outcome.valueOf(ended.get(1)),
        ended.get(2),
        findings,
        begun.subList(3, begun.size()),
        Boolean.parseBoolean(ended.get(3)),
        Long.parseLong(ended.get(4)));
  }
}
