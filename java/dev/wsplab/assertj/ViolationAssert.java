package dev.wsplab.assertj;

import dev.wsplab.operation.Violation;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a broken rule. */
public final class ViolationAssert extends AbstractAssert<ViolationAssert, Violation> {
  ViolationAssert(Violation actual) {
    super(actual, ViolationAssert.class);
  }

  /**
   * It is this rule, as docs/coverage.md lists it: {@code WPU-COMPLETE-18}.
   *
   * @param rule the rule's id
   * @return this assertion, for another one behind it
   */
  public ViolationAssert isOf(String rule) {
    isNotNull();
    if (!actual.rule().equals(rule)) {
      failWithMessage("%nExpected a violation of %s, but found:%n%s", rule, actual.report());
    }
    return this;
  }

  /**
   * This provider broke it, by its path in the catalog; the empty text means the client.
   *
   * @param provider the provider's path
   * @return this assertion, for another one behind it
   */
  public ViolationAssert isBy(String provider) {
    isNotNull();
    if (!actual.provider().equals(provider)) {
      failWithMessage(
          "%nExpected a violation by \"%s\", but found:%n%s", provider, actual.report());
    }
    return this;
  }

  /**
   * Its report, remedy and history included, says this.
   *
   * @param text part of a line or several lines
   * @return this assertion, for another one behind it
   */
  public ViolationAssert reports(String text) {
    isNotNull();
    if (!actual.report().contains(text)) {
      failWithMessage(
          "%nExpected a violation that reports%n  %s%nbut found:%n%s", text, actual.report());
    }
    return this;
  }
}
