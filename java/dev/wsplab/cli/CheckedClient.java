package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.conformance.field.ClientCheck;
import dev.wsplab.conformance.field.WinsockClient;
import dev.wsplab.provider.nativehost.ClientModule;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The client that {@code check --client} runs, found by the name of its class. */
final class CheckedClient {
  private static final String EXPECTED_ONE =
      "expected a class that implements dev.wsplab.conformance.field.WinsockClient and has a constructor without"
          + " parameters, or has a method 'public static void main(Winsock, String[])', or is a Runnable with a"
          + " constructor that takes a Winsock";
  private static final String EXPECTED_FILE =
      "; or the file of an application in C, such as ./client.so or client.exe";
  private static final String EXPECTED =
      EXPECTED_ONE
          + ", or has tests of JUnit 5 with @WithWinsock; a class inside another is named 'Outer$Inner', in quotes"
          + EXPECTED_FILE;

  private CheckedClient() {}

  /**
   * Finds it.
   *
   * @param name name of the class, or of the file of an application in C
   * @param loader where to look for a class
   * @param arguments what its {@code main} is given
   */
  static ClientCheck find(String name, ClassLoader loader, List<String> arguments)
      throws SetUpException {
    if (CheckedProvider.isModule(name)) {
      Path file = RunCommand.file("--client", name);
      if (ProgramProcess.isProgram(file)) {
        return ClientCheck.ofProcess(name, new ProgramProcess(file, arguments)::runOver);
      }
      return ClientCheck.of(name, winsock -> run(winsock, file, arguments));
    }
    String label = "--client " + name;
    Class<?> type =
        UserClass.load(
            label,
            name,
            loader,
            "name its folder or jar with --classpath, or put it into the environment variable CLASSPATH");
    WinsockClient client = client(label, type, arguments);
    if (client != null) {
      return ClientCheck.of(name, client);
    }
    try {
      if (ClientCheck.isTestClass(type)) {
        return ClientCheck.ofTests(type);
      }
    } catch (NoClassDefFoundError e) {
      throw refused(label, "if it has tests, JUnit's platform is missing to run them (" + e + ")");
    }
    throw refused(label, "it is none that could be run");
  }

  /**
   * Finds one that can be run once, in an environment that is given to it.
   *
   * @param name name of the class, or of the file of an application in C
   * @param loader where to look for a class
   * @param arguments what its {@code main} is given
   */
  static WinsockClient one(String name, ClassLoader loader, List<String> arguments)
      throws SetUpException {
    if (CheckedProvider.isModule(name)) {
      Path file = RunCommand.file("CLIENT", name);
      if (ProgramProcess.isProgram(file)) {
        throw new SetUpException(
            "CLIENT "
                + name
                + ": a program runs in a process of its own, which is not recorded; expected a shared library with a"
                + " main, or a class");
      }
      return winsock -> run(winsock, file, arguments);
    }
    String label = "CLIENT " + name;
    Class<?> type =
        UserClass.load(
            label, name, loader, "put its folder or jar into the environment variable CLASSPATH");
    WinsockClient client = client(label, type, arguments);
    if (client == null) {
      throw new SetUpException(
          label
              + ": no client that can be run by itself; a test is run by JUnit, and leaves its timeline when it fails; "
              + EXPECTED_ONE
              + EXPECTED_FILE);
    }
    return client;
  }

  /** An application says by its status whether it is content. */
  private static void run(Winsock winsock, Path file, List<String> arguments) {
    try (ClientModule application = winsock.loadApplication(file)) {
      int status = application.main(arguments);
      if (status != 0) {
        throw new IllegalStateException("main of " + file.getFileName() + " returned " + status);
      }
    }
  }

  private static @Nullable WinsockClient client(String label, Class<?> type, List<String> arguments)
      throws SetUpException {
    if (WinsockClient.class.isAssignableFrom(type)) {
      return implementation(label, type);
    }
    Method main = entry(type);
    if (main != null) {
      return winsock -> call(main, winsock, arguments);
    }
    Constructor<?> constructor = taking(type);
    return constructor == null ? null : winsock -> ((Runnable) made(constructor, winsock)).run();
  }

  private static WinsockClient implementation(String label, Class<?> type) throws SetUpException {
    Constructor<?> constructor;
    try {
      constructor = type.getDeclaredConstructor();
    } catch (NoSuchMethodException e) {
      throw refused(label, "it has no constructor without parameters");
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      throw refused(label, "it is abstract");
    }
    // One that was written inside a test need not be public for this.
    constructor.setAccessible(true);
    return winsock -> ((WinsockClient) made(constructor)).run(winsock);
  }

  private static @Nullable Method entry(Class<?> type) {
    try {
      Method main = type.getDeclaredMethod("main", Winsock.class, String[].class);
      main.setAccessible(true);
      return Modifier.isStatic(main.getModifiers()) ? main : null;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static @Nullable Constructor<?> taking(Class<?> type) {
    if (!Runnable.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers())) {
      return null;
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(Winsock.class);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  @SuppressWarnings("nullness:argument") // a static method is called on nothing
  private static void call(Method main, Winsock winsock, List<String> arguments) throws Exception {
    try {
      main.invoke(null, winsock, arguments.toArray(new String[0]));
    } catch (InvocationTargetException e) {
      throw thrown(e);
    }
  }

  private static Object made(Constructor<?> constructor, Object... arguments) throws Exception {
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw thrown(e);
    }
  }

  /** What the client itself has thrown. */
  private static Exception thrown(InvocationTargetException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : e;
  }

  private static SetUpException refused(String label, String what) {
    return new SetUpException(label + ": " + what + "; " + EXPECTED);
  }
}
