package dev.wsplab.junit;

import dev.wsplab.forefront.FwxFiles;
import dev.wsplab.forefront.FwxFirewall;
import dev.wsplab.forefront.FwxService;
import dev.wsplab.forefront.FwxServiceBuilder;
import dev.wsplab.forefront.IoFaultPlan;
import dev.wsplab.forefront.Pump;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What stands behind {@link WithForefront}. */
// Objects are counted as COM counts them, which the checker cannot follow.
@SuppressWarnings({
  "builder:required.method.not.called",
  "resourceleak:required.method.not.called",
  "mustcall:type.argument",
  "mustcall:type.arguments.not.inferred"
})
final class ForefrontExtension extends EnvironmentExtension<FwxService, WithForefront> {
  ForefrontExtension() {
    super(
        FwxService.class,
        WithForefront.class,
        Map.of(
            FwxService.class, service -> service,
            FwxFirewall.class, FwxService::firewall,
            FwxFiles.class, FwxService::files,
            Pump.class, FwxService::pump));
  }

  @Override
  FwxService make(WithForefront wanted, ExtensionContext context) {
    FwxServiceBuilder builder =
        FwxService.builder()
            .verify(wanted.verify())
            .endOfFile(wanted.endOfFile())
            .unspecified(wanted.unspecifiedError(), wanted.unspecifiedBytes());
    if (wanted.manualPump()) {
      builder.manualPump();
    } else {
      builder.workers(wanted.workers());
    }
    if (wanted.faultPercent() != 0) {
      builder.faults(IoFaultPlan.seeded(seed(context).value(), wanted.faultPercent()));
    }
    return builder.build();
  }

  @Override
  void end(FwxService service) {
    service.close();
  }
}
