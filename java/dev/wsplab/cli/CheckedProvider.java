package dev.wsplab.cli;

import dev.wsplab.conformance.ConformanceKit;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.nativehost.NativeProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Winsock2;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The provider that {@code check} is asked about, found by the name of its class. */
final class CheckedProvider {
  private static final String EXPECTED =
      "expected a class that implements dev.wsplab.spi.ServiceProvider and has a constructor without parameters,"
          + " or Class#method for a static method without parameters that makes one; a class inside another is"
          + " named 'Outer$Inner', in quotes";

  private static final int DATAGRAMS = Winsock2.XP1_CONNECTIONLESS | Winsock2.XP1_MESSAGE_ORIENTED;

  private final String name;
  private final Maker maker;
  private final ServiceProvider sample;

  private CheckedProvider(String name, Maker maker, ServiceProvider sample) {
    this.name = name;
    this.maker = maker;
    this.sample = sample;
  }

  /** Makes a provider. */
  @FunctionalInterface
  private interface Maker {
    Object make() throws ReflectiveOperationException;
  }

  /**
   * Finds it.
   *
   * @param name name of the class, with {@code #method} for a method that makes one
   * @param loader where to look
   */
  static CheckedProvider find(String name, ClassLoader loader) throws SetUpException {
    if (name.toLowerCase(Locale.ROOT).endsWith(".jar")) {
      throw new SetUpException(
          name
              + ": a jar is no provider, but may have one; name the class in it, and the jar before it: --jar "
              + name
              + " com.example.MyLayer");
    }
    if (isModule(name)) {
      return ofModule(name);
    }
    int mark = name.indexOf('#');
    Class<?> type = load(mark < 0 ? name : name.substring(0, mark), loader);
    Maker maker;
    try {
      maker = mark < 0 ? constructor(name, type) : factory(type, name.substring(mark + 1));
    } catch (NoSuchMethodException e) {
      throw refused(
          name,
          mark < 0
              ? "it has no constructor without parameters" + methodsInstead(type)
              : "no such method");
    }
    try {
      if (maker.make() instanceof ServiceProvider sample) {
        return new CheckedProvider(name, maker, sample);
      }
      throw refused(name, "it is no service provider");
    } catch (InvocationTargetException e) {
      throw refused(name, "making one threw " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw refused(name, "it cannot be made: " + e);
    }
  }

  /** Whether a name is that of a file, not of a class. */
  static boolean isModule(String name) {
    return name.matches(".*([/\\\\]|\\.(so|dll|dylib|exe)$).*");
  }

  private static CheckedProvider ofModule(String name) throws SetUpException {
    Path file = Path.of(name).toAbsolutePath();
    if (!Files.isReadable(file)) {
      throw new SetUpException(
          name + ": no such file, or it cannot be read; expected a shared library with WSPStartup");
    }
    return new CheckedProvider(name, () -> NativeProvider.of(file), NativeProvider.of(file));
  }

  private static Class<?> load(String name, ClassLoader loader) throws SetUpException {
    return UserClass.load(
        name,
        name,
        loader,
        "name its jar with --jar, or put its folder into the environment variable CLASSPATH");
  }

  private static Maker constructor(String name, Class<?> type)
      throws NoSuchMethodException, SetUpException {
    if (Modifier.isAbstract(type.getModifiers())) {
      throw refused(name, "it is abstract");
    }
    Constructor<?> constructor = type.getDeclaredConstructor();
    // One that was written inside a test need not be public for this.
    constructor.setAccessible(true);
    return constructor::newInstance;
  }

  private static Maker factory(Class<?> type, String method) throws NoSuchMethodException {
    Method factory = type.getDeclaredMethod(method);
    factory.setAccessible(true);
    return () -> made(ofNobody(factory));
  }

  @SuppressWarnings("nullness:argument") // a static method is called on nothing
  private static @Nullable Object ofNobody(Method factory) throws ReflectiveOperationException {
    return factory.invoke(null);
  }

  /** Which methods could be named, for the message. */
  private static String methodsInstead(Class<?> type) {
    List<String> names =
        Arrays.stream(type.getDeclaredMethods())
            .filter(m -> Modifier.isStatic(m.getModifiers()) && m.getParameterCount() == 0)
            .filter(m -> Modifier.isPublic(m.getModifiers()))
            .filter(m -> ServiceProvider.class.isAssignableFrom(m.getReturnType()))
            .map(m -> type.getName() + "#" + m.getName())
            .sorted()
            .toList();
    return names.isEmpty() ? "" : ", but this would do: " + String.join(", ", names);
  }

  private static Object made(@Nullable Object value) {
    return value == null ? "null" : value;
  }

  private static SetUpException refused(String name, String what) {
    return new SetUpException(name + ": " + what + "; " + EXPECTED);
  }

  /**
   * Returns the kit for it. A class of the library tells itself what it is; of another it has to be
   * said.
   *
   * @param base whether it was said to be a base provider
   * @param ifs whether it was said to hand out system handles
   */
  ConformanceKit kit(boolean base, boolean ifs) throws SetUpException {
    Supplier<ServiceProvider> each = this::another;
    if (base && sample instanceof LayeredProvider) {
      throw new SetUpException(
          name + ": it is a layer, since it extends LayeredProvider; leave out --base");
    }
    if (base || sample instanceof BaseProvider) {
      return ConformanceKit.base(name, entries(ifs), each);
    }
    boolean system = sample instanceof LayeredProvider l ? l.form() == LayerForm.IFS : ifs;
    return ConformanceKit.layer(name, system, each);
  }

  /**
   * Returns a kit whose scenarios can be named, not played, since there is no provider.
   *
   * @param base whether those of a base provider
   * @param ifs whether those of one that hands out system handles
   */
  static ConformanceKit ofAny(boolean base, boolean ifs) {
    Supplier<ServiceProvider> none =
        () -> {
          throw new IllegalStateException("no provider was named: its scenarios can be listed");
        };
    String name = "any provider";
    return base
        ? ConformanceKit.base(name, usual(ifs), none)
        : ConformanceKit.layer(name, ifs, none);
  }

  private ServiceProvider another() {
    try {
      return (ServiceProvider) maker.make();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(name + " could be made once, and now no more", e);
    }
  }

  /** What a base offers: what its public method {@code entries} says, or TCP and UDP over IPv4. */
  private List<ProtocolInfo> entries(boolean ifs) throws SetUpException {
    try {
      Method method = sample.getClass().getMethod("entries");
      List<ProtocolInfo> entries = new ArrayList<>();
      if (method.invoke(sample) instanceof List<?> list) {
        for (Object entry : list) {
          if (entry instanceof ProtocolInfo info) {
            entries.add(info);
          }
        }
      }
      if (entries.isEmpty()) {
        throw refused(name, "its method entries() gives no list of dev.wsplab.spi.ProtocolInfo");
      }
      return entries;
    } catch (NoSuchMethodException e) {
      return usual(ifs);
    } catch (ReflectiveOperationException e) {
      throw refused(name, "its method entries() cannot be called: " + e);
    }
  }

  private static List<ProtocolInfo> usual(boolean ifs) {
    Guid id = Guid.random();
    ProtocolInfo tcp =
        ProtocolInfo.builder().providerId(id).ifsHandles(ifs).name("checked TCP").build();
    ProtocolInfo udp =
        ProtocolInfo.builder()
            .providerId(id)
            .serviceFlags1(DATAGRAMS)
            .ifsHandles(ifs)
            .socketType(Winsock2.SOCK_DGRAM)
            .protocol(Winsock2.IPPROTO_UDP)
            .name("checked UDP")
            .build();
    return List.of(tcp, udp);
  }
}
