package dev.wsplab.tables;

import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.spi.CatalogFunctions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The functions that a class or interface offers, its own and inherited ones. */
public final class PublicFunctions {
  private PublicFunctions() {}

  /** The class and what it extends, up to Object. */
  static Stream<Class<?>> hierarchy(Class<?> type) {
    return Stream.<Class<?>>iterate(
        type, c -> c != null && c != Object.class, Class::getSuperclass);
  }

  /** What an application calls: ws2_32, kernel32, and what these are divided into. */
  public static List<Class<?>> clientTypes() {
    return Stream.concat(
            Stream.of(Ws2_32.class, Kernel32.class),
            accessors().map(Method::getReturnType).filter(type -> !type.isInterface()))
        .distinct()
        .toList();
  }

  /** The names of the methods that give a part: they are no functions themselves. */
  static Set<String> accessorNames() {
    return accessors().map(Method::getName).collect(Collectors.toSet());
  }

  /** The method of Ws2_32 that gives this part. */
  public static Method accessorOf(Class<?> part) {
    return accessors().filter(m -> m.getReturnType() == part).findFirst().orElseThrow();
  }

  private static Stream<Method> accessors() {
    return of(Ws2_32.class).stream()
        .filter(m -> m.getParameterCount() == 0)
        .filter(
            m ->
                m.getReturnType() == CatalogFunctions.class
                    || m.getReturnType().getPackage() == Ws2_32.class.getPackage()
                        && !m.getReturnType().isRecord());
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
