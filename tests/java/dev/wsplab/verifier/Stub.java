package dev.wsplab.verifier;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Stands where ws2_32 or a provider would: answers what a test has set, and notes what comes. */
final class Stub {
  private final Map<String, Function<Object[], Object>> answers = new HashMap<>();
  private final List<String> calls = new ArrayList<>();

  /** What a function answers. */
  Stub answering(String function, Object answer) {
    return doing(function, arguments -> answer);
  }

  /** What a function does. */
  Stub doing(String function, Function<Object[], Object> body) {
    answers.put(function, body);
    return this;
  }

  /** The functions that were called, in their order. */
  List<String> calls() {
    return calls;
  }

  <T> T as(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this::answer));
  }

  private Object answer(Object proxy, Method method, Object[] arguments) {
    String name = method.getName();
    switch (name) {
      case "origin":
        return proxy;
      case "hashCode":
        return System.identityHashCode(proxy);
      case "equals":
        return proxy == arguments[0];
      case "toString":
        return "stub";
      default:
        calls.add(name);
    }
    Function<Object[], Object> body = answers.get(name);
    if (body == null && method.getReturnType() != void.class) {
      throw new AssertionError("no answer for " + name);
    }
    return body == null ? null : body.apply(arguments);
  }
}
