package dev.wsplab.tables;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.nameMatches;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;

import dev.wsplab.client.MessageQueue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;

/**
 * Loads library and tests once more, with {@link CallLog} told of every function that a provider,
 * the host or the client carries out.
 */
final class WatchingLoader extends ClassLoader {
  private static final String OURS = "dev.wsplab.";
  private static final String NOT_AGAIN = "dev.wsplab.tables.";

  private static final String PROVIDER = "dev.wsplab.provider.";
  static final Set<String> CLIENT =
      Stream.concat(PublicFunctions.clientTypes().stream(), Stream.of(MessageQueue.class))
          .flatMap(PublicFunctions::hierarchy)
          .map(Class::getName)
          .collect(Collectors.toSet());
  private static final String EXPORTS = "dev.wsplab.host.Exports";
  private static final Set<String> UPCALLS = Set.of("dev.wsplab.host.UpcallTable", EXPORTS);
  private static final String HOST = "dev.wsplab.host.";

  private final ClassFileLocator files;
  private final TypePool types;

  WatchingLoader(ClassLoader parent) {
    super(parent);
    this.files = ClassFileLocator.ForClassLoader.of(parent);
    this.types = TypePool.Default.of(files);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS) || name.startsWith(NOT_AGAIN)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    URL url = getParent().getResource(path);
    if (url == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] bytes = bytesOf(name, url);
    return defineClass(name, bytes, 0, bytes.length, domain(url, path));
  }

  private byte[] bytesOf(String name, URL url) throws ClassNotFoundException {
    ElementMatcher<? super MethodDescription> watched = watched(name);
    try (InputStream in = url.openStream()) {
      return watched == null ? in.readAllBytes() : instrumented(name, watched);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private byte[] instrumented(String name, ElementMatcher<? super MethodDescription> watched) {
    TypeDescription type = types.describe(name).resolve();
    return new ByteBuddy()
        .with(TypeValidation.DISABLED)
        .redefine(type, files)
        .visit(Advice.to(CallAdvice.class).on(watched))
        .visit(
            Advice.to(ExtensionAdvice.class)
                .on(
                    m ->
                        name.equals(EXPORTS)
                            && m.getName().equals("extensionFunction")
                            && !m.isBridge()))
        .make()
        .getBytes();
  }

  /** Which methods of a class are functions; null where there is none. */
  private static ElementMatcher<? super MethodDescription> watched(String type) {
    ElementMatcher.Junction<MethodDescription> callable =
        isMethod().and(isPublic()).and(not(isAbstract())).and(not(isStatic()));
    if (CLIENT.contains(type)) {
      return callable.and(not(namedOneOf(PublicFunctions.accessorNames().toArray(new String[0]))));
    }
    if (UPCALLS.contains(type)) {
      return callable.and(nameMatches("wpu[A-Z].*").or(named("extensionPointer")));
    }
    if (type.startsWith(HOST)) {
      return callable.and(nameMatches("wsc[A-Z].*"));
    }
    return type.startsWith(PROVIDER) ? callable.and(nameMatches("wsp[A-Z].*")) : null;
  }

  private static ProtectionDomain domain(URL url, String path) throws ClassNotFoundException {
    String text = url.toExternalForm();
    try {
      URL root = new URL(text.substring(0, text.length() - path.length()));
      return new ProtectionDomain(new CodeSource(root, (Certificate[]) null), null);
    } catch (IOException e) {
      throw new ClassNotFoundException(path, e);
    }
  }
}
