package dev.wsplab.assertj;

import dev.wsplab.Winsock;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.Violation;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on an environment. Violations are found only when it was made with {@code verify}, and
 * those about what is still owed come with its {@code close()}.
 */
@SuppressWarnings("mustcall:type.argument") // looks at it, and closes nothing
public final class WinsockAssert extends AbstractAssert<WinsockAssert, Winsock> {
  WinsockAssert(Winsock actual) {
    super(actual, WinsockAssert.class);
  }

  /**
   * No rule was broken so far.
   *
   * @return this assertion, for another one behind it
   */
  public WinsockAssert hasNoViolations() {
    return hasViolations();
  }

  /**
   * These rules were broken so far, in this order, and no others.
   *
   * @param rules ids of rules, as docs/coverage.md lists them; none for no rule at all
   * @return this assertion, for another one behind it
   */
  public WinsockAssert hasViolations(String... rules) {
    isNotNull();
    List<Violation> found = actual.violations();
    if (!found.stream().map(Violation::rule).toList().equals(List.of(rules))) {
      failWithMessage(
          "%nExpected violations of %s, but found %s:%n%s",
          List.of(rules), found.size(), reports(found));
    }
    return this;
  }

  /**
   * This rule was broken at least once; others may have been.
   *
   * @param rule id of a rule, as docs/coverage.md lists it
   * @return this assertion, for another one behind it
   */
  public WinsockAssert hasViolationOf(String rule) {
    isNotNull();
    List<Violation> found = actual.violations();
    if (found.stream().noneMatch(violation -> violation.rule().equals(rule))) {
      failWithMessage(
          "%nExpected a violation of %s, but found %s:%n%s", rule, found.size(), reports(found));
    }
    return this;
  }

  /**
   * So many overlapped operations are under way.
   *
   * @param count how many, 0 or more
   * @return this assertion, for another one behind it
   */
  public WinsockAssert hasPendingOperations(int count) {
    isNotNull();
    List<Operation> found = actual.pendingOperations();
    if (found.size() != count) {
      failWithMessage(
          "%nExpected %s pending operations, but found %s:%n%s", count, found.size(), lines(found));
    }
    return this;
  }

  /**
   * No overlapped operation is under way, and no completion waits for the client to take it.
   *
   * @return this assertion, for another one behind it
   */
  public WinsockAssert hasNothingPending() {
    hasPendingOperations(0);
    List<Operation> found = actual.undeliveredOperations();
    if (!found.isEmpty()) {
      failWithMessage("%nExpected every completion to be taken, but found:%n%s", lines(found));
    }
    return this;
  }

  private static String reports(List<Violation> found) {
    return lines(found.stream().map(Violation::report).toList());
  }

  private static String lines(List<? extends Object> found) {
    return found.stream().map(String::valueOf).collect(Collectors.joining("\n"));
  }
}
