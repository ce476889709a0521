package dev.wsplab.junit;

import dev.wsplab.timeline.Timeline;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.MediaType;
import org.junit.platform.commons.JUnitException;
import org.opentest4j.TestAbortedException;

/** The page that is written for a test that failed; its failure names it. */
final class TimelineFile {
  /** Where pages go: a folder, or {@value #OFF}. */
  static final String PROPERTY = "wsplab.timelines";

  private static final String FOLDER = "target/wsplab-timelines";
  private static final String OFF = "off";
  private static final int LONGEST = 120;
  private static final String INVOCATION = "invocation:#";

  private TimelineFile() {}

  /**
   * Writes it, if there is a failure and something was recorded; without a failure, deletes the one
   * that an earlier run has left.
   *
   * @param environment what the test ran in, or null
   * @param problems what was wrong after the test
   * @param failedAt when the test failed, by {@link System#nanoTime}
   */
  static void note(
      ExtensionContext context,
      @Nullable TestEnvironment environment,
      List<Throwable> problems,
      long failedAt) {
    Throwable failure = context.getExecutionException().orElse(null);
    if (failure == null && !problems.isEmpty()) {
      failure = problems.get(0);
    }
    String folder = context.getConfigurationParameter(PROPERTY).orElse(FOLDER);
    if (environment == null || failure instanceof TestAbortedException || folder.equals(OFF)) {
      return;
    }
    if (failure == null) {
      forget(pageOf(context, folder));
      return;
    }
    Timeline recorded = environment.winsock().timeline(titleOf(context));
    if (recorded.isEmpty()) {
      return;
    }
    Timeline timeline =
        recorded.failedBy(failure, context.getTestClass().map(Class::getName).orElse(""), failedAt);
    try {
      Path page = pageOf(context, folder);
      timeline.writePage(page);
      failure.addSuppressed(new TimelineNote(page));
      context.publishReportEntry("wsplab.timeline", page.toAbsolutePath().toString());
      publish(context, page);
    } catch (IOException | RuntimeException e) { // the test's failure is what has to be told
      failure.addSuppressed(
          new TimelineNote(
              "no timeline could be written to "
                  + folder
                  + " ("
                  + e
                  + "); -D"
                  + PROPERTY
                  + "=FOLDER names another place, "
                  + OFF
                  + " none"));
    }
  }

  /** Where JUnit keeps files of tests, its reports have a copy; not every launcher lets it. */
  @SuppressWarnings("deprecation") // what takes its place is JUnit 5.14's, and 5.12 is enough
  private static void publish(ExtensionContext context, Path page) {
    MediaType html = MediaType.create("text", "html", StandardCharsets.UTF_8);
    try {
      context.publishFile(String.valueOf(page.getFileName()), html, copy -> Files.copy(page, copy));
    } catch (JUnitException e) {
      // The page itself is there, and the failure names it.
    }
  }

  private static Path pageOf(ExtensionContext context, String folder) {
    return Path.of(folder).resolve(nameOf(context) + ".html");
  }

  private static void forget(Path page) {
    try {
      Files.deleteIfExists(page);
    } catch (IOException e) {
      // The test has passed; a page that cannot be deleted fails nothing.
    }
  }

  private static String titleOf(ExtensionContext context) {
    return context.getTestClass().map(Class::getName).map(TimelineFile::withoutPackage).orElse("")
        + (context.getTestMethod().isPresent() ? " · " + context.getDisplayName() : "");
  }

  /** A nested class is named with those around it. */
  private static String withoutPackage(String className) {
    return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
  }

  /**
   * Class and method, with a number that tells the repetitions of a test from each other; of
   * characters that every file system takes. Where that does not tell two tests apart, a part of
   * JUnit's own name for the test follows.
   */
  private static String nameOf(ExtensionContext context) {
    List<String> parts = new ArrayList<>();
    context.getTestClass().ifPresent(type -> parts.add(type.getName()));
    context.getTestMethod().ifPresent(method -> parts.add(method.getName()));
    String name = String.join(".", parts).replace('$', '.').replaceAll("[^A-Za-z0-9._-]", "_");
    String id = context.getUniqueId();
    int at = id.lastIndexOf(INVOCATION);
    String number = at < 0 ? "" : "-" + id.substring(at).replaceAll("\\D", "");
    boolean isClear =
        name.length() <= LONGEST && id.indexOf(INVOCATION) == at && !isOverloaded(context);
    return name.substring(Math.max(0, name.length() - LONGEST))
        + (isClear ? "" : "-" + Integer.toHexString(id.hashCode()))
        + number;
  }

  private static boolean isOverloaded(ExtensionContext context) {
    String name = context.getTestMethod().map(Method::getName).orElse("");
    return context
        .getTestClass()
        .map(type -> Stream.of(type.getDeclaredMethods()).filter(m -> m.getName().equals(name)))
        .map(Stream::count)
        .filter(count -> count > 1)
        .isPresent();
  }
}
