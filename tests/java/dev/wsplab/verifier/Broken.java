package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.faulty.Breaks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What faulty providers say that they break, held against what was found. */
final class Broken {
  /** Names the file that takes what was found of faulty providers, a line each; unset: none. */
  static final String FOUND = "wsplab.test.found";

  private static final String PREFIX = "java:";

  private Broken() {}

  /** What was found of a faulty provider is among what it says. */
  static void requireOnlyWhatIsSaid(List<Violation> found) {
    for (Violation violation : found) {
      Breaks breaks = of(violation.provider());
      if (breaks != null) {
        assertThat(messages(breaks))
            .as("what %s breaks, by its @Breaks", violation.provider())
            .contains(message(violation.rule(), violation.what(), violation.remedy()));
        note(violation);
      }
    }
  }

  private static void note(Violation violation) {
    String file = System.getProperty(FOUND);
    if (file != null) {
      try {
        Files.writeString(
            Path.of(file), line(violation), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String line(Violation violation) {
    String message = message(violation.rule(), violation.what(), violation.remedy());
    return violation.provider().substring(PREFIX.length()) + "\t" + message + "\n";
  }

  /** The lines of that file that a faulty provider says it brings about. */
  static Set<String> said(Class<?> faulty) {
    return messages(faulty.getAnnotation(Breaks.class)).stream()
        .map(message -> faulty.getName() + "\t" + message)
        .collect(Collectors.toSet());
  }

  private static Breaks of(String provider) {
    if (!provider.startsWith(PREFIX + Breaks.class.getPackageName())) {
      return null;
    }
    try {
      Class<?> faulty = Class.forName(provider.substring(PREFIX.length()));
      Breaks breaks = faulty.getAnnotation(Breaks.class);
      assertThat(breaks).as("@Breaks of %s", faulty).isNotNull();
      return breaks;
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> messages(Breaks breaks) {
    Set<String> all =
        Arrays.stream(breaks.value())
            .map(c -> message(c.rule(), c.what(), c.remedy()))
            .collect(Collectors.toCollection(TreeSet::new));
    Arrays.stream(breaks.operations())
        .map(c -> message(c.rule(), c.what(), c.remedy()))
        .forEach(all::add);
    return all;
  }

  private static String message(String rule, String what, String remedy) {
    return rule + ": " + what + "; " + remedy;
  }
}
