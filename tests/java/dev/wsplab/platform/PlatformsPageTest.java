package dev.wsplab.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** docs/platforms.md names the tests that differ between platforms: all of them, and no others. */
class PlatformsPageTest {
  private static final Pattern NAMED_METHOD = Pattern.compile("`(\\w+)\\.(given\\w+)`");
  private static final Pattern NAMED_CLASS = Pattern.compile("`([A-Z]\\w+(?:Test|Facts))`");
  private static final Pattern NAMED_C_TEST = Pattern.compile("`(test_\\w+)`");

  private final String page = read(Path.of("docs", "platforms.md"));
  private final List<Class<?>> classes = classes();

  @Test
  void givenTestThatWineFails_whenLookedUp_thenThePageSaysWhatWineDoes() {
    for (Method method : methods()) {
      OnWine deviation = method.getAnnotation(OnWine.class);
      if (deviation != null) {
        assertThat(page)
            .contains(
                String.format(
                    "| `%s.%s` | %s | %s |",
                    method.getDeclaringClass().getSimpleName(),
                    method.getName(),
                    deviation.value(),
                    deviation.instead()));
      }
    }
  }

  @Test
  void givenRowAboutWine_whenLookedUp_thenTheTestSaysTheSame() {
    String rows = page.substring(page.indexOf("## What Wine does instead"));
    Matcher named = NAMED_METHOD.matcher(rows);
    List<String> found = new ArrayList<>();
    while (named.find()) {
      found.add(named.group(1) + "." + named.group(2));
    }

    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            methods().stream()
                .filter(method -> method.isAnnotationPresent(OnWine.class))
                .map(m -> m.getDeclaringClass().getSimpleName() + "." + m.getName())
                .toList());
  }

  @Test
  void givenTestThatDoesNotRunEverywhere_whenLookedUp_thenThePageNamesIt() {
    for (Class<?> type : classes) {
      if (isRestricted(type) && !type.getSimpleName().matches("System\\w+FactsTest")) {
        assertThat(page).contains("| `" + type.getSimpleName() + "` | " + where(type) + " |");
      }
    }
    for (Method method : methods()) {
      if (isRestricted(method)) {
        assertThat(page)
            .contains(
                String.format(
                    "| `%s.%s` | %s |",
                    method.getDeclaringClass().getSimpleName(), method.getName(), where(method)));
      }
    }
    assertThat(classes.stream().filter(t -> t.getSimpleName().matches("System\\w+FactsTest")))
        .as("eight, says the page")
        .hasSize(8);
  }

  @Test
  void givenNameOnThePage_whenLookedUp_thenThereIsSuchATest() throws IOException {
    List<String> known = classes.stream().map(Class::getSimpleName).toList();
    assertThat(names(NAMED_CLASS)).isNotEmpty().allMatch(known::contains);
    List<String> methods =
        methods().stream()
            .map(m -> m.getDeclaringClass().getSimpleName() + "." + m.getName())
            .toList();
    Matcher named = NAMED_METHOD.matcher(page);
    while (named.find()) {
      assertThat(methods).contains(named.group(1) + "." + named.group(2));
    }
    for (String test : names(NAMED_C_TEST)) {
      assertThat(Path.of("tests", "native", test + ".c")).exists();
    }
  }

  private List<String> names(Pattern pattern) {
    return pattern.matcher(page).results().map(found -> found.group(1)).toList();
  }

  private static boolean isRestricted(AnnotatedElement element) {
    return element.isAnnotationPresent(EnabledOnOs.class)
        || element.isAnnotationPresent(DisabledOnOs.class)
        || element.isAnnotationPresent(EnabledForJreRange.class);
  }

  /** What the page says of an annotation. */
  private static String where(AnnotatedElement element) {
    EnabledOnOs on = element.getAnnotation(EnabledOnOs.class);
    DisabledOnOs off = element.getAnnotation(DisabledOnOs.class);
    EnabledForJreRange java = element.getAnnotation(EnabledForJreRange.class);
    List<String> said = new ArrayList<>();
    if (on != null) {
      said.add(
          switch (Arrays.toString(on.value())) {
            case "[LINUX]" -> "Linux";
            case "[WINDOWS]" -> "Windows and Wine";
            case "[LINUX, WINDOWS]" -> "Linux, Windows and Wine";
            default -> throw new AssertionError("no words for " + on);
          });
    }
    if (off != null) {
      assertThat(off.value()).containsExactly(OS.WINDOWS);
      said.add("not on Windows");
    }
    if (java != null) {
      said.add("Java " + Math.max(java.minVersion(), java.min().version()) + " and later");
    }
    return String.join(", ", said);
  }

  private List<Method> methods() {
    return classes.stream().flatMap(type -> Arrays.stream(type.getDeclaredMethods())).toList();
  }

  private static List<Class<?>> classes() {
    try {
      Path root =
          Path.of(
              PlatformsPageTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root.resolve("dev"))) {
        List<Class<?>> found = new ArrayList<>();
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          found.add(load(root.relativize(file)));
        }
        return found;
      }
    } catch (ReflectiveOperationException | IOException | java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> load(Path file) throws ClassNotFoundException {
    String path = file.toString().replace(file.getFileSystem().getSeparator(), ".");
    String name = path.substring(0, path.length() - ".class".length());
    return Class.forName(name, false, PlatformsPageTest.class.getClassLoader());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
