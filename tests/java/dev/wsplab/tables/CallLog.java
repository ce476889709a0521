package dev.wsplab.tables;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which functions returned success while which test ran. {@link CallAdvice} tells it of every call;
 * it is public because that code runs inside the classes of another class loader.
 */
public final class CallLog {
  private static final String CLIENT = "dev.wsplab.client.";

  private static final String PLAYED = "";

  /** What both base providers are made of: does not tell which of them it is. */
  private static final String NETWORK = "dev.wsplab.provider.network.";

  /** The providers whose functions the thread is in, innermost first. */
  private static final ThreadLocal<Deque<String>> PROVIDERS =
      ThreadLocal.withInitial(ArrayDeque::new);

  private static final Map<Cell, Set<String>> TESTS = new ConcurrentHashMap<>();
  private static final Map<Long, String> EXTENSION_OWNERS = new ConcurrentHashMap<>();

  private static volatile @Nullable String test;

  private CallLog() {}

  /** Begins or, with null, ends a test. */
  static void during(@Nullable String name) {
    test = name;
  }

  /** Forgets everything. */
  static void clear() {
    TESTS.clear();
    EXTENSION_OWNERS.clear();
  }

  static Map<Cell, Set<String>> tests() {
    return new HashMap<>(TESTS);
  }

  /** A function begins. */
  public static void entered(String type, String method, Object self) {
    if (method.startsWith("wsp")) {
      PROVIDERS.get().push(ownerName(self));
    }
  }

  /** What a client function calls of its own kind is not the application's call. */
  private static boolean isApplicationsCall() {
    String caller =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .map(StackWalker.StackFrame::getClassName)
                        .filter(name -> !name.equals(CallLog.class.getName()))
                        .skip(1)
                        .findFirst()
                        .orElse(""));
    return !WatchingLoader.CLIENT.contains(caller);
  }

  /** A function ends. */
  public static void left(
      String type,
      String method,
      Object self,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    boolean succeeded = thrown == null && Success.of(method, result);
    if (method.startsWith("wsp")) {
      String owner = PROVIDERS.get().pop();
      note(succeeded, method, columnOf(owner));
    } else if (type.startsWith(CLIENT)) {
      note(succeeded && isApplicationsCall(), method, Column.CLIENT);
    } else if (method.startsWith("wpu")) {
      note(succeeded, method, callerColumn(callerName()));
    } else if (method.equals("extensionPointer")) {
      EXTENSION_OWNERS.put((Long) Success.required(result), callerName());
    } else {
      note(succeeded, method, Column.CLIENT);
    }
  }

  /** Puts something that tells of its calls before an extension function. */
  public static @Nullable Object found(@Nullable Object function, long pointer) {
    if (function == null) {
      return null;
    }
    Class<?>[] interfaces = function.getClass().getInterfaces();
    Column column = columnOf(EXTENSION_OWNERS.getOrDefault(pointer, ""));
    return Proxy.newProxyInstance(
        interfaces[0].getClassLoader(),
        interfaces,
        (proxy, method, arguments) -> {
          try {
            Object result = method.invoke(function, arguments);
            note(
                method.getDeclaringClass() != Object.class && Success.of(method.getName(), result),
                method.getName(),
                column);
            return result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static void note(boolean succeeded, String method, @Nullable Column column) {
    String during = test;
    if (succeeded && column != null && during != null) {
      TESTS
          .computeIfAbsent(
              new Cell(FunctionNames.of(method), column), c -> ConcurrentHashMap.newKeySet())
          .add(during);
    }
  }

  /**
   * Who calls: the provider whose function the thread is in, or whose code is on the stack; if
   * there is none, the test plays a provider, as a layer is.
   */
  private static String callerName() {
    String inside = PROVIDERS.get().peek();
    return inside != null
        ? inside
        : StackWalker.getInstance()
            .walk(frames -> callerAmong(frames.map(StackWalker.StackFrame::getClassName).toList()));
  }

  private static String callerAmong(List<String> classes) {
    return classes.stream()
        .filter(name -> columnOf(name) != null && !name.matches(".*Test(\\$.*)?"))
        .findFirst()
        .or(() -> classes.stream().filter(name -> name.startsWith(NETWORK)).findFirst())
        .orElse(PLAYED);
  }

  /** The nearest class that is not a test's. */
  private static String ownerName(Object provider) {
    Class<?> type = provider.getClass();
    while (type != null && columnOf(type.getName()) == null) {
      type = type.getSuperclass();
    }
    return type == null ? PLAYED : type.getName();
  }

  private static @Nullable Column callerColumn(String className) {
    return className.equals(PLAYED) ? Column.LAYER : columnOf(className);
  }

  private static @Nullable Column columnOf(String className) {
    if (className.startsWith("dev.wsplab.provider.loopback.")) {
      return Column.LOOPBACK;
    }
    if (className.startsWith("dev.wsplab.provider.tcp.")) {
      return Column.TCP;
    }
    if (className.startsWith("dev.wsplab.provider.Layer")) {
      return Column.LAYER;
    }
    return null;
  }
}
