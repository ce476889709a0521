package dev.wsplab.tables;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** Looks test classes and their methods up. */
final class TestMethods {
  private TestMethods() {}

  /** Every class of the suite, not initialized. */
  static List<Class<?>> classes() {
    try {
      Path root =
          Path.of(TestMethods.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root.resolve("dev"))) {
        return files
            .filter(f -> f.toString().endsWith(".class"))
            .map(f -> nameOf(root.relativize(f)))
            .sorted()
            .<Class<?>>map(TestMethods::load)
            .toList();
      }
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String nameOf(Path file) {
    String path = file.toString().replace(file.getFileSystem().getSeparator(), ".");
    return path.substring(0, path.length() - ".class".length());
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, TestMethods.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** The tests that a class declares or inherits. */
  static List<Method> tests(Class<?> type) {
    return Modifier.isAbstract(type.getModifiers())
        ? List.of()
        : Stream.<Class<?>>iterate(type, c -> c != null && c != Object.class, Class::getSuperclass)
            .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
            .filter(TestMethods::isTest)
            .toList();
  }

  static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  /** Whether it runs on every platform. */
  static boolean runsEverywhere(AnnotatedElement element) {
    return !element.isAnnotationPresent(EnabledOnOs.class)
        && !element.isAnnotationPresent(DisabledOnOs.class)
        && !element.isAnnotationPresent(EnabledForJreRange.class);
  }

  /** Selects the tests of this name. */
  static List<DiscoverySelector> named(Class<?> type, String method) {
    List<DiscoverySelector> found =
        tests(type).stream()
            .filter(m -> m.getName().equals(method))
            .<DiscoverySelector>map(m -> DiscoverySelectors.selectMethod(type, m))
            .toList();
    if (found.isEmpty()) {
      throw new AssertionError("no such test: " + type.getName() + "." + method);
    }
    return found;
  }
}
