package dev.wsplab.junit;

import dev.wsplab.junit.WithWinsock.Scope;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Which annotation counts somewhere, and whose environment is meant there.
 *
 * @param annotation the nearest: the method's, else its class's, else that of an enclosing class
 * @param owner the method or class that the environment lives as long as
 */
record Setting(WithWinsock annotation, ExtensionContext owner) {

  /** Finds the setting; empty where only some other method of the class has the annotation. */
  static Optional<Setting> of(ExtensionContext context) {
    Optional<ExtensionContext> at = Optional.of(context);
    while (at.isPresent()) {
      ExtensionContext here = at.get();
      Optional<WithWinsock> found =
          here.getElement()
              .flatMap(element -> AnnotationSupport.findAnnotation(element, WithWinsock.class));
      if (found.isPresent()) {
        return Optional.of(new Setting(found.get(), owner(found.get(), here, context)));
      }
      at = here.getParent();
    }
    return Optional.empty();
  }

  private static ExtensionContext owner(
      WithWinsock annotation, ExtensionContext annotated, ExtensionContext context) {
    if (annotation.scope() == Scope.METHOD) {
      return context;
    }
    if (annotated.getTestMethod().isPresent()) {
      throw new ExtensionConfigurationException(
          "@WithWinsock(scope = CLASS) on the method "
              + annotated.getRequiredTestMethod().getName()
              + ": it belongs on the class; on a method, leave out the scope");
    }
    return annotated;
  }

  /** Whether the environment would have no end: it is for tests, and this is none. */
  boolean isOutsideTests() {
    return annotation.scope() == Scope.METHOD && owner.getTestMethod().isEmpty();
  }
}
