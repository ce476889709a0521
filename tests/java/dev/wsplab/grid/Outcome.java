package dev.wsplab.grid;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a call in the grid gave, in a word: an error number, an exception, or {@code ok}. */
final class Outcome {
  private static final int LIMIT = 20;

  private Outcome() {}

  /** Calls in another thread, so that a call that waits can be ended and told. */
  static String of(
      ExecutorService thread, Method method, Object target, @Nullable Object[] arguments)
      throws Exception {
    Future<String> call = thread.submit(() -> invoke(method, target, arguments));
    try {
      return call.get(LIMIT, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      call.cancel(true);
      return "WAITS";
    }
  }

  private static String invoke(Method method, Object target, @Nullable Object[] arguments)
      throws IllegalAccessException {
    try {
      method.setAccessible(true);
      return wordOf(method, method.invoke(target, arguments));
    } catch (InvocationTargetException e) {
      return e.getCause().getClass().getSimpleName();
    }
  }

  private static String wordOf(Method method, @Nullable Object result) {
    if (result instanceof Record) {
      for (String name : new String[] {"errno", "error", "lastError"}) {
        @Nullable Integer error = component((Record) result, name);
        if (error != null) {
          return error == 0 ? "ok" : error.toString();
        }
      }
      return "ok";
    }
    if (result instanceof Integer number && isError(method)) {
      return number == 0 ? "ok" : number.toString();
    }
    return result instanceof Boolean bool && !bool ? "false" : "ok";
  }

  /** Whether the integer that a function returns is an error, not a count or a value. */
  private static boolean isError(Method method) {
    String name = method.getName();
    return name.equals("wscWriteProviderOrder")
        || method.getDeclaringClass().getPackageName().equals("dev.wsplab.kernel")
            && !name.matches("depth|waiters|handleCount|lastError|load.*|sleepEx");
  }

  private static @Nullable Integer component(Record result, String name) {
    for (RecordComponent component : result.getClass().getRecordComponents()) {
      if (component.getName().equals(name) && component.getType() == int.class) {
        try {
          component.getAccessor().setAccessible(true);
          return (Integer) component.getAccessor().invoke(result);
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
    }
    return null;
  }
}
