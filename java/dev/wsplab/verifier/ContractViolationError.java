package dev.wsplab.verifier;

import dev.wsplab.operation.Violation;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when an environment closes in which rules were broken. */
public final class ContractViolationError extends AssertionError {
  private static final long serialVersionUID = 1;

  private final transient List<Violation> violations;

  /**
   * The message has the report of every violation.
   *
   * @param violations what was broken, at least one
   */
  public ContractViolationError(List<Violation> violations) {
    super(
        (violations.size() == 1 ? "1 broken rule:\n" : violations.size() + " broken rules:\n")
            + violations.stream().map(Violation::report).collect(Collectors.joining("\n")));
    this.violations = List.copyOf(violations);
  }

  /** {@return what was broken} */
  public List<Violation> violations() {
    return violations;
  }
}
