package dev.wsplab.junit;

import dev.wsplab.WinsockBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Runs what a test class says about its environment by {@link ConfigureWinsock}. */
final class Hooks {
  private final WinsockBuilder builder;
  private final Supplier<Seed> seed;

  Hooks(WinsockBuilder builder, Supplier<Seed> seed) {
    this.builder = builder;
    this.seed = seed;
  }

  /** Runs those of a test or a class: outer classes first. */
  void run(ExtensionContext owner) {
    if (owner.getTestInstances().isPresent()) {
      for (Object instance : owner.getRequiredTestInstances().getAllInstances()) {
        run(instance.getClass(), instance);
      }
    } else {
      classes(owner).forEach(type -> run(type, null));
    }
  }

  private static Iterable<Class<?>> classes(ExtensionContext owner) {
    Deque<Class<?>> outermostFirst = new ArrayDeque<>();
    Optional<ExtensionContext> at = Optional.of(owner);
    while (at.isPresent()) {
      at.get()
          .getTestClass()
          .filter(c -> !outermostFirst.contains(c))
          .ifPresent(outermostFirst::push);
      at = at.get().getParent();
    }
    return outermostFirst;
  }

  private void run(Class<?> type, @Nullable Object instance) {
    HierarchyTraversalMode order = HierarchyTraversalMode.TOP_DOWN;
    AnnotationSupport.findAnnotatedFields(type, ConfigureWinsock.class, field -> true, order)
        .forEach(field -> apply(field, instance));
    AnnotationSupport.findAnnotatedMethods(type, ConfigureWinsock.class, order)
        .forEach(method -> call(method, instance));
  }

  @SuppressWarnings("nullness:argument") // JUnit takes null for what is static
  private void apply(Field field, @Nullable Object instance) {
    requireInstance(field, instance);
    Object value;
    try {
      value = ReflectionSupport.tryToReadFieldValue(field, instance).get();
    } catch (Exception e) {
      throw new ExtensionConfigurationException(named(field) + ": its value cannot be read", e);
    }
    if (!(value instanceof Consumer)) {
      throw new ExtensionConfigurationException(
          named(field) + " is " + value + ": expected a Consumer<WinsockBuilder>");
    }
    @SuppressWarnings("unchecked") // another type argument shows as a ClassCastException
    Consumer<WinsockBuilder> consumer = (Consumer<WinsockBuilder>) value;
    consumer.accept(builder);
  }

  @SuppressWarnings("nullness:argument") // JUnit takes null for what is static
  private void call(Method method, @Nullable Object instance) {
    requireInstance(method, instance);
    List<Class<?>> types = Arrays.asList(method.getParameterTypes());
    if (!types.contains(WinsockBuilder.class)) {
      throw new ExtensionConfigurationException(
          named(method) + " takes " + types + ": expected WinsockBuilder, and Seed if it likes");
    }
    Object[] arguments = types.stream().map(type -> argument(method, type)).toArray();
    ReflectionSupport.invokeMethod(method, instance, arguments);
  }

  private Object argument(Method method, Class<?> type) {
    if (type == WinsockBuilder.class) {
      return builder;
    }
    if (type == Seed.class) {
      return seed.get();
    }
    throw new ExtensionConfigurationException(
        named(method) + " takes a " + type.getName() + ": expected WinsockBuilder or Seed");
  }

  private static void requireInstance(Member member, @Nullable Object instance) {
    if (instance == null && !Modifier.isStatic(member.getModifiers())) {
      throw new ExtensionConfigurationException(
          named(member)
              + " belongs to an instance, and with scope = CLASS there is none yet: make it static,"
              + " or add @TestInstance(PER_CLASS) to the class");
    }
  }

  private static String named(Member member) {
    return "@ConfigureWinsock "
        + member.getDeclaringClass().getSimpleName()
        + "."
        + member.getName();
  }
}
