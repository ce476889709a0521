package dev.wsplab.cli;

import org.checkerframework.checker.nullness.qual.Nullable;

/** A class of the user's, by the name that was typed. */
final class UserClass {
  private static final String INNER =
      "; a class in a package is named with it, one inside another 'Outer$Inner', in quotes";

  private UserClass() {}

  /**
   * Finds it. A class inside another may be named with a dot, as in Java's sources.
   *
   * @param label what the message begins with: the option and the name, as typed
   * @param name full name of the class
   * @param loader where to look
   * @param place what the message asks for: where the class is to be put
   */
  static Class<?> load(String label, String name, @Nullable ClassLoader loader, String place)
      throws SetUpException {
    try {
      return find(name, loader);
    } catch (ClassNotFoundException e) {
      throw new SetUpException(
          label + ": no such class; CLASSPATH " + classPath() + "; " + place + INNER);
    } catch (LinkageError e) {
      throw new SetUpException(
          label
              + ": it could not be loaded ("
              + e
              + "); CLASSPATH "
              + classPath()
              + "; put what it needs there, too");
    }
  }

  private static Class<?> find(String name, @Nullable ClassLoader loader)
      throws ClassNotFoundException {
    try {
      return Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      int dot = name.lastIndexOf('.');
      if (dot < 0) {
        throw e;
      }
      try {
        return find(name.substring(0, dot) + '$' + name.substring(dot + 1), loader);
      } catch (ClassNotFoundException alsoNot) {
        throw e;
      }
    } catch (NoClassDefFoundError e) {
      // Where names differ in case alone, Windows finds a file that holds another class.
      if (String.valueOf(e.getMessage()).contains("wrong name")) {
        throw new ClassNotFoundException(name, e);
      }
      throw e;
    }
  }

  /** The variable's value, after its name. */
  static String classPath() {
    String set = System.getenv("CLASSPATH");
    return set == null || set.isEmpty() ? "is not set" : "is " + set;
  }
}
