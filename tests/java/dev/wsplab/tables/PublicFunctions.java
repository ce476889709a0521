package dev.wsplab.tables;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The functions that a class or interface offers, its own and inherited ones. */
public final class PublicFunctions {
  private PublicFunctions() {}

  /** The class and what it extends, up to Object. */
  static Stream<Class<?>> hierarchy(Class<?> type) {
    return Stream.<Class<?>>iterate(
        type, c -> c != null && c != Object.class, Class::getSuperclass);
  }

  /** Public instance methods, without what the compiler adds. */
  public static List<Method> of(Class<?> type) {
    Stream<Method> methods =
        type.isInterface()
            ? Arrays.stream(type.getMethods())
            : hierarchy(type).flatMap(c -> Arrays.stream(c.getDeclaredMethods()));
    return methods
        .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
        .filter(m -> !m.isSynthetic())
        .toList();
  }
}
