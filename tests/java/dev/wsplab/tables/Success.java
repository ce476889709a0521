package dev.wsplab.tables;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Whether what a function returned means success; by reflection, for any class loader's types. */
final class Success {
  private static final int PENDING = 997;

  private Success() {}

  static boolean of(String method, @Nullable Object result) {
    if (result == null) {
      return true; // a function without a result
    }
    if (result instanceof Boolean success) {
      return success;
    }
    if (result instanceof Integer error) {
      return !method.startsWith("wsc") || error == 0;
    }
    if (result instanceof Record) {
      return ofRecord((Record) result);
    }
    return true;
  }

  static Object required(@Nullable Object result) {
    return Objects.requireNonNull(result);
  }

  private static boolean ofRecord(Record result) {
    boolean pendingCounts = result.getClass().getSimpleName().equals("Result"); // of extensions
    for (String name : new String[] {"errno", "error", "lastError", "value"}) {
      RecordComponent component = find(result, name);
      if (component != null) {
        long value = ((Number) get(result, component)).longValue();
        return name.equals("value") ? value != 0 : value == 0 || pendingCounts && value == PENDING;
      }
    }
    return true;
  }

  private static @Nullable RecordComponent find(Record result, String name) {
    for (RecordComponent component : result.getClass().getRecordComponents()) {
      if (component.getName().equals(name)
          && (component.getType() == int.class || component.getType() == long.class)) {
        return component;
      }
    }
    return null;
  }

  private static Object get(Record result, RecordComponent component) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(result);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
