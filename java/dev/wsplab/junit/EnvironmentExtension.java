package dev.wsplab.junit;

import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What stands behind an annotation that gives each test an environment of its own. Has no state of
 * its own: environments lie in the stores of their tests, and are made when a parameter first asks
 * for them.
 *
 * @param <E> the environment
 * @param <A> the annotation
 */
// The store keeps environments until the test has ended, which the checker cannot follow.
@SuppressWarnings({
  "builder:required.method.not.called",
  "mustcall:type.argument",
  "mustcall:type.arguments.not.inferred"
})
abstract class EnvironmentExtension<E extends Object, A extends Annotation>
    implements ParameterResolver, AfterEachCallback {
  private final Class<E> type;
  private final Class<A> annotation;
  private final Map<Class<?>, Function<E, Object>> parts;
  private final Namespace ours;

  /**
   * Stands behind an annotation.
   *
   * @param parts what parameters may be, and how it is found
   */
  EnvironmentExtension(
      Class<E> type, Class<A> annotation, Map<Class<?>, Function<E, Object>> parts) {
    this.type = type;
    this.annotation = annotation;
    this.parts = parts;
    this.ours = Namespace.create(annotation);
  }

  /**
   * Makes the environment of one test.
   *
   * @throws IllegalArgumentException for a value that the annotation cannot have
   */
  abstract E make(A wanted, ExtensionContext context);

  /** Ends it; throws what was broken, which fails the test. */
  abstract void end(E environment);

  @Override
  public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> wanted = parameter.getParameter().getType();
    return context.getTestMethod().isPresent()
        && (parts.containsKey(wanted) || wanted == Seed.class);
  }

  @Override
  @SuppressWarnings("mustcall:return") // the test does not close it
  public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Function<E, Object> part = parts.get(parameter.getParameter().getType());
    return part == null ? seed(context) : part.apply(environment(context));
  }

  /** The seed of the test. */
  final Seed seed(ExtensionContext context) {
    return RunSeed.takenBy(context, ours);
  }

  // A store also finds what lies in those of enclosing classes: the key says whose it is.
  private static String key(ExtensionContext context) {
    return "environment of " + context.getUniqueId();
  }

  private E environment(ExtensionContext context) {
    return context.getStore(ours).getOrComputeIfAbsent(key(context), key -> make(context), type);
  }

  private E make(ExtensionContext context) {
    try {
      return make(found(context), context);
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(name() + ": " + e.getMessage(), e);
    }
  }

  private String name() {
    return "@" + annotation.getSimpleName();
  }

  private A found(ExtensionContext context) {
    Optional<A> found = AnnotationSupport.findAnnotation(context.getTestMethod(), annotation);
    for (Optional<ExtensionContext> at = Optional.of(context);
        found.isEmpty() && at.isPresent();
        at = at.get().getParent()) {
      found = AnnotationSupport.findAnnotation(at.get().getTestClass(), annotation);
    }
    return found.orElseThrow(() -> new ExtensionConfigurationException(name() + " stands nowhere"));
  }

  @Override
  public final void afterEach(ExtensionContext context) {
    @Nullable E environment = context.getStore(ours).remove(key(context), type);
    context.getExecutionException().ifPresent(failure -> RunSeed.note(context, ours, failure));
    if (environment == null) {
      return;
    }
    try {
      end(environment); // JUnit adds what it throws to the failure of the test
    } catch (AssertionError broken) {
      if (context.getExecutionException().isEmpty()) {
        RunSeed.note(context, ours, broken);
      }
      throw broken;
    }
  }
}
