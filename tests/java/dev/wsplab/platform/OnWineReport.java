package dev.wsplab.platform;

import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tells the report of a run on Wine which facts were not asserted as Windows has them. */
final class OnWineReport implements BeforeTestExecutionCallback {
  private static final String MARK = "on Wine: ";

  static boolean isDeviation(String reported) {
    return reported.startsWith(MARK);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    OnWine deviation = context.getRequiredTestMethod().getAnnotation(OnWine.class);
    boolean affected =
        context
            .getTestInstance()
            .filter(AffectedByWine.class::isInstance)
            .map(instance -> ((AffectedByWine) instance).isAffectedByWine())
            .orElse(true);
    if (deviation != null && affected && RunningOn.isWine()) {
      context.publishReportEntry(deviation.value(), MARK + deviation.instead());
    }
  }
}
