package dev.wsplab.junit;

import dev.wsplab.driver.Scheduler;
import dev.wsplab.fltmgr.FilterManager;
import dev.wsplab.fltmgr.FilterManagerSettings;
import dev.wsplab.fltmgr.FltMgr;
import dev.wsplab.fltmgr.FltVolume;
import dev.wsplab.fltmgr.FsScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What stands behind {@link WithFilterManager}. */
// The store keeps managers until the test has ended, which the checker cannot follow.
@SuppressWarnings({
  "builder:required.method.not.called",
  "mustcall:type.argument",
  "mustcall:type.arguments.not.inferred"
})
final class FilterManagerExtension extends EnvironmentExtension<FilterManager, WithFilterManager> {
  FilterManagerExtension() {
    super(
        FilterManager.class,
        WithFilterManager.class,
        Map.of(
            FilterManager.class,
            manager -> manager,
            FltMgr.class,
            FilterManager::functions,
            Scheduler.class,
            FilterManager::scheduler,
            FltVolume.class,
            manager -> manager.volumes().get(0)));
  }

  @Override
  FilterManager make(WithFilterManager wanted, ExtensionContext context) {
    FilterManagerSettings settings =
        FilterManager.builder().verify(wanted.verify()).completionIrql(wanted.completionIrql());
    if (wanted.manualScheduler()) {
      settings.manualScheduler();
    } else {
      settings.threads(wanted.threads());
    }
    FsScript script = script(wanted.laterPercent(), context);
    FilterManager manager = settings.build();
    manager.mount(folder(), script);
    return manager;
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("wsplab-volume");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FsScript script(int laterPercent, ExtensionContext context) {
    if (laterPercent < 0 || laterPercent > 100) {
      throw new IllegalArgumentException(
          "laterPercent=" + laterPercent + ": 0 to 100 are possible");
    }
    return laterPercent == 0
        ? FsScript.inline()
        : FsScript.seeded(seed(context).value(), laterPercent);
  }

  @Override
  void end(FilterManager manager) {
    List<FltVolume> volumes = manager.volumes();
    try {
      manager.close();
    } finally {
      delete(volumes.get(0).folder());
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
