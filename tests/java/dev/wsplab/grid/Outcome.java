package dev.wsplab.grid;

import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.WinsockException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a call in the grid gave, in a word: an error number, an exception, or {@code ok}. */
final class Outcome {
  private Outcome() {}

  static String of(Method method, Object target, @Nullable Object[] arguments)
      throws IllegalAccessException {
    try {
      method.setAccessible(true);
      return wordOf(method, method.invoke(target, arguments));
    } catch (InvocationTargetException e) {
      return wordOf(e.getCause());
    }
  }

  static String wordOf(Throwable thrown) {
    if (thrown instanceof WinsockException e) {
      return "thrown " + e.errno();
    }
    if (thrown instanceof KernelException e) {
      return "thrown " + e.error();
    }
    return thrown.getClass().getSimpleName();
  }

  private static String wordOf(Method method, @Nullable Object result) {
    if (result instanceof Handle handle) {
      return handle.value() == 0 ? Integer.toString(Kernel.get().threads().lastError()) : "ok";
    }
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
    if (result == null && method.getReturnType() != void.class
        || result instanceof Optional<?> o && o.isEmpty()) {
      return "nothing";
    }
    return result instanceof Boolean bool && !bool ? "false" : "ok";
  }

  /** Whether the integer that a function returns is an error, not a count or a value. */
  private static boolean isError(Method method) {
    String name = method.getName();
    return name.equals("wscWriteProviderOrder")
        || method.getDeclaringClass() == SystemIo.class
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
