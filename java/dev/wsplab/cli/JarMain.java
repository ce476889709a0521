package dev.wsplab.cli;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The command {@code wsplab} where {@code java -jar} starts it. Java ignores the environment
 * variable {@code CLASSPATH} then; the command's users name their classes there all the same, so it
 * is read here, and everything is loaded again by a loader that knows both.
 */
public final class JarMain {
  private static final String OWN = "java.class.path";

  private JarMain() {}

  /**
   * Runs a command and ends the process with its exit status, as {@link Main#main} does.
   *
   * @param arguments the command line, without the program's name
   * @throws ReflectiveOperationException when the command cannot be loaded again, which is a defect
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    String users = System.getenv("CLASSPATH");
    if (users == null || users.isEmpty()) {
      Main.main(arguments);
      return;
    }
    String both = System.getProperty(OWN, "") + File.pathSeparator + users;
    System.setProperty(OWN, both); // what starts another JVM like this one reads it
    @SuppressWarnings("builder:required.method.not.called") // until the process ends
    ClassLoader loader =
        new URLClassLoader(
            urls(both).toArray(URL[]::new), ClassLoader.getSystemClassLoader().getParent());
    Thread.currentThread().setContextClassLoader(loader);
    run(
        Class.forName(Main.class.getName(), true, loader).getMethod("main", String[].class),
        arguments);
  }

  // A static method has no receiver.
  @SuppressWarnings("nullness:argument")
  private static void run(Method main, String[] arguments) throws IllegalAccessException {
    try {
      main.invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the command threw", e.getCause());
    }
  }

  /**
   * {@return what a class path names, read as Java reads it: a folder, a jar, or all jars of a
   * folder; what cannot be read is passed over}
   *
   * @param classPath entries, between the path separator of the system
   */
  static List<URL> urls(String classPath) {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath.split(Pattern.quote(File.pathSeparator))) {
      try {
        if (entry.equals("*") || entry.endsWith("/*") || entry.endsWith(File.separator + "*")) {
          addJars(Path.of(entry.substring(0, entry.length() - 1)), urls);
        } else {
          urls.add(Path.of(entry).toUri().toURL()); // an empty entry is the current folder
        }
      } catch (InvalidPathException | IOException e) {
        continue; // as Java does
      }
    }
    return urls;
  }

  private static void addJars(Path folder, List<URL> urls) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.{jar,JAR}")) {
      for (Path jar : jars) {
        urls.add(jar.toUri().toURL());
      }
    }
  }
}
