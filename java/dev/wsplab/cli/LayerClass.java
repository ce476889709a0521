package dev.wsplab.cli;

import dev.wsplab.spi.ServiceProvider;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** Finds the user's own layer by the name of its class. */
final class LayerClass {
  private static final String EXPECTED =
      "expected a public class on the class path that extends dev.wsplab.provider.LayeredProvider and has a public"
          + " constructor without parameters";

  private LayerClass() {}

  static ServiceProvider make(String name) throws SetUpException {
    Class<?> type = find(name);
    if (!ServiceProvider.class.isAssignableFrom(type)) {
      throw refused(name, "it is no service provider");
    }
    if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
      throw refused(name, "it is not public, or abstract");
    }
    try {
      Constructor<?> constructor = type.getConstructor();
      return (ServiceProvider) constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw refused(name, "it has no public constructor without parameters");
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
              + "); put the folder or jar that holds it into the environment variable CLASSPATH");
    }
  }

  private static SetUpException refused(String name, String what) {
    return new SetUpException("--layer " + name + ": " + what + "; " + EXPECTED);
  }
}
