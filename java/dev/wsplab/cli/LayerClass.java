package dev.wsplab.cli;

import dev.wsplab.spi.ServiceProvider;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** Finds the user's own layer by the name of its class. */
final class LayerClass {
  private static final String EXPECTED =
      "expected a class on the class path that extends dev.wsplab.provider.LayeredProvider and has a constructor"
          + " without parameters; a class inside another is named 'Outer$Inner', in quotes";

  private LayerClass() {}

  static ServiceProvider make(String name) throws SetUpException {
    Class<?> type = find(name);
    if (!ServiceProvider.class.isAssignableFrom(type)) {
      throw refused(name, "it is no service provider");
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      throw refused(name, "it is abstract");
    }
    try {
      // A layer that was written inside a test need not be public for this.
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (ServiceProvider) constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw refused(
          name,
          "it has no constructor without parameters (is it an inner class that is not static?)");
    } catch (InvocationTargetException e) {
      throw refused(name, "its constructor threw " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw refused(name, "it cannot be made: " + e);
    }
  }

  private static Class<?> find(String name) throws SetUpException {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException | LinkageError e) {
      throw refused(
          name,
          "it was not found or could not be loaded ("
              + e
              + "); put the folder or jar that holds it into the environment variable CLASSPATH, now: "
              + classPath());
    }
  }

  private static String classPath() {
    String set = System.getenv("CLASSPATH");
    return set == null || set.isEmpty() ? "empty" : set;
  }

  private static SetUpException refused(String name, String what) {
    return new SetUpException("--layer " + name + ": " + what + "; " + EXPECTED);
  }
}
