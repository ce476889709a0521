package dev.wsplab.junit;

import dev.wsplab.Winsock;
import dev.wsplab.driver.Scheduler;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.verifier.Verifier;
import dev.wsplab.wfp.FilterEngine;
import dev.wsplab.wfp.FilterEngineSettings;
import dev.wsplab.wfp.FwpmFunctions;
import dev.wsplab.wfp.FwpsFunctions;
import dev.wsplab.wfp.NetworkStack;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What stands behind {@link WithFilteringPlatform}. */
// The store keeps environments until the test has ended, which the checker cannot follow.
@SuppressWarnings({
  "builder:required.method.not.called",
  "resourceleak:required.method.not.called",
  "mustcall:type.argument",
  "mustcall:type.arguments.not.inferred"
})
final class FilteringPlatformExtension
    extends EnvironmentExtension<FilteringPlatformExtension.Platform, WithFilteringPlatform> {
  /** An engine, and sockets that ask it. */
  record Platform(FilterEngine engine, Winsock winsock) {}

  @SuppressWarnings("mustcall:methodref.return") // the extension closes both at the end
  FilteringPlatformExtension() {
    super(
        Platform.class,
        WithFilteringPlatform.class,
        Map.of(
            FilterEngine.class, Platform::engine,
            FwpsFunctions.class, platform -> platform.engine().kernel(),
            FwpmFunctions.class, platform -> platform.engine().management(),
            NetworkStack.class, platform -> platform.engine().stack(),
            Scheduler.class, platform -> platform.engine().scheduler(),
            Winsock.class, Platform::winsock));
  }

  @Override
  Platform make(WithFilteringPlatform wanted, ExtensionContext context) {
    FilterEngineSettings settings = FilterEngine.builder().verify(wanted.verify());
    if (wanted.manualScheduler()) {
      settings.manualScheduler();
    } else {
      settings.threads(wanted.threads());
    }
    if (wanted.queueReauthorization()) {
      settings.queueReauthorization();
    }
    FilterEngine engine = settings.build();
    LoopbackProvider base = LoopbackProvider.builder().authorizer(engine.authorizer()).build();
    return new Platform(engine, Winsock.builder().base(base).verify(Verifier.Mode.FAIL).build());
  }

  /** First the sockets, whose questions are withdrawn; then the engine tells what is owed. */
  @Override
  void end(Platform platform) {
    try {
      platform.winsock().close();
    } finally {
      platform.engine().close();
    }
  }
}
