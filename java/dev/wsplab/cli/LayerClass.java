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

  /**
   * Makes one.
   *
   * @param label what a message begins with: the option and the name, as typed
   * @param name full name of its class
   */
  static ServiceProvider make(String label, String name) throws SetUpException {
    Class<?> type =
        UserClass.load(
            label,
            name,
            LayerClass.class.getClassLoader(),
            "put the folder or jar that holds it into the environment variable CLASSPATH");
    if (!ServiceProvider.class.isAssignableFrom(type)) {
      throw refused(label, "it is no service provider");
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      throw refused(label, "it is abstract");
    }
    try {
      // A layer that was written inside a test need not be public for this.
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (ServiceProvider) constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw refused(
          label,
          "it has no constructor without parameters (is it an inner class that is not static?)");
    } catch (InvocationTargetException e) {
      throw refused(label, "its constructor threw " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw refused(label, "it cannot be made: " + e);
    }
  }

  private static SetUpException refused(String label, String what) {
    return new SetUpException(label + ": " + what + "; " + EXPECTED);
  }
}
