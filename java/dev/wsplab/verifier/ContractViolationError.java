package dev.wsplab.verifier;

import dev.wsplab.operation.Violation;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Thrown when an environment closes in which rules were broken. */
public final class ContractViolationError extends AssertionError {
  private static final long serialVersionUID = 1;

  private final transient List<Violation> violations;

  /**
   * The message has the report of every violation. A history that is the beginning of another's
   * stands there once.
   *
   * @param violations what was broken, at least one
   */
  public ContractViolationError(List<Violation> violations) {
    super(
        (violations.size() == 1 ? "1 broken rule:\n" : violations.size() + " broken rules:\n")
            + reports(violations));
    this.violations = List.copyOf(violations);
  }

  private static String reports(List<Violation> violations) {
    return IntStream.range(0, violations.size())
        .mapToObj(index -> report(violations, index))
        .collect(Collectors.joining("\n"));
  }

  private static String report(List<Violation> violations, int index) {
    Violation violation = violations.get(index);
    int lines = violation.history().size();
    return IntStream.range(0, violations.size())
        .filter(other -> tells(violations, other, index))
        .boxed()
        .max(
            Comparator.comparingInt((Integer other) -> violations.get(other).history().size())
                .thenComparing(Comparator.reverseOrder()))
        .map(
            other -> {
              boolean isAll = violations.get(other).history().size() == lines;
              return violation.summary()
                  + "\n  history:  "
                  + (isAll ? "" : "the first " + lines + " lines of ")
                  + ("that of " + violations.get(other).rule())
                  + (other < index ? ", above" : ", below");
            })
        .orElseGet(violation::report);
  }

  /**
   * Whether another's history begins with this one's; of two that are the same the first is told.
   */
  private static boolean tells(List<Violation> violations, int other, int index) {
    List<String> its = violations.get(other).history();
    List<String> lines = violations.get(index).history();
    boolean isLonger = its.size() > lines.size();
    boolean isTheSame = other < index && its.size() == lines.size();
    return lines.size() > 1
        && (isLonger || isTheSame)
        && its.subList(0, lines.size()).equals(lines);
  }

  /** {@return what was broken} */
  public List<Violation> violations() {
    return violations;
  }
}
