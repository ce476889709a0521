package dev.wsplab.junit;

import java.util.concurrent.ThreadLocalRandom;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** The seed of a run, and which tests have taken it. */
final class RunSeed {
  private RunSeed() {}

  /** Gives the seed to a test or class, which reports it. */
  static Seed takenBy(ExtensionContext context, ExtensionContext.Namespace namespace) {
    Seed seed =
        context
            .getRoot()
            .getStore(namespace)
            .getOrComputeIfAbsent(RunSeed.class, key -> of(context), Seed.class);
    Store store = context.getStore(namespace);
    if (store.get(Seed.class) == null) {
      store.put(Seed.class, seed);
      context.publishReportEntry(Seed.PROPERTY, seed.toString());
    }
    return seed;
  }

  /** Stands beside the failure of a test that has taken the seed. */
  static void note(
      ExtensionContext context, ExtensionContext.Namespace namespace, Throwable failure) {
    @Nullable Seed taken = context.getStore(namespace).get(Seed.class, Seed.class);
    if (taken != null) {
      failure.addSuppressed(new SeedNote(taken));
    }
  }

  private static Seed of(ExtensionContext context) {
    return context
        .getConfigurationParameter(Seed.PROPERTY)
        .map(RunSeed::parsed)
        .orElseGet(() -> new Seed(ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE)));
  }

  private static Seed parsed(String text) {
    try {
      return new Seed(Long.decode(text));
    } catch (NumberFormatException e) {
      throw new ExtensionConfigurationException(
          Seed.PROPERTY + "=" + text + ": expected a number of 64 bits, such as 42 or 0x2a", e);
    }
  }
}
