package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in front of an interface and passes on, passes on all of it, unchanged. */
class ForwardingTest {
  private static final class Provider extends ForwardingProvider {
    final List<WspFunction> seen = new ArrayList<>();

    Provider(ServiceProvider provider) {
      super(provider);
    }

    @Override
    protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
      seen.add(function);
      return super.around(function, s, call);
    }
  }

  private static final class Upcall extends ForwardingUpcalls {
    final List<WpuFunction> seen = new ArrayList<>();

    Upcall(Upcalls upcalls) {
      super(upcalls);
    }

    @Override
    protected <R> R around(WpuFunction function, Supplier<R> call) {
      seen.add(function);
      return super.around(function, call);
    }
  }

  private static final class Exports extends ForwardingExports {
    Exports(Ws2Exports exports) {
      super(exports);
    }
  }

  private static final class Io extends ForwardingSystemIo {
    Io(SystemIo io) {
      super(io);
    }
  }

  /** Remembers the last call. */
  private static final class Called {
    @Nullable Method method;
    Object @Nullable [] arguments;
    @Nullable Object result;

    <T> T of(Class<T> type) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, called, args) -> {
                method = called;
                arguments = args;
                result = sample(called.getReturnType(), 7);
                return result;
              }));
    }
  }

  static Stream<Arguments> methods() {
    return Stream.of(ServiceProvider.class, Upcalls.class, Ws2Exports.class, SystemIo.class)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()).map(m -> Arguments.of(type, m)))
        .filter(a -> !Modifier.isStatic(((Method) a.get()[1]).getModifiers()))
        .filter(a -> !((Method) a.get()[1]).isSynthetic())
        .filter(a -> !List.of("wspStartup", "origin").contains(((Method) a.get()[1]).getName()));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("methods")
  void givenAnyFunction_whenCalled_thenArgumentsAndResultPassUnchanged(Class<?> type, Method method)
      throws ReflectiveOperationException {
    Called called = new Called();
    Object front = front(type, called);
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = sample(method.getParameterTypes()[i], i + 1);
    }

    Object result = method.invoke(front, arguments);

    assertThat(called.method).isEqualTo(method);
    assertThat(called.arguments == null ? new Object[0] : called.arguments).isEqualTo(arguments);
    assertThat(result).isEqualTo(called.result);
  }

  private static Object front(Class<?> type, Called called) {
    if (type == ServiceProvider.class) {
      return new Provider(called.of(ServiceProvider.class));
    }
    if (type == Upcalls.class) {
      return new Upcall(called.of(Upcalls.class));
    }
    return type == Ws2Exports.class
        ? new Exports(called.of(Ws2Exports.class))
        : new Io(called.of(SystemIo.class));
  }

  /** A value that another number would not give; null where there is none to be had simply. */
  private static @Nullable Object sample(Class<?> type, int number) {
    if (type == int.class) {
      return number;
    }
    if (type == long.class) {
      return (long) number;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == Optional.class) {
      return Optional.of(number);
    }
    if (type == List.class) {
      return List.of(number);
    }
    if (type == SocketHandle.class) {
      return new SocketHandle(4L * number);
    }
    return type == CallResult.class ? CallResult.failed(number) : null;
  }

  @Test
  void givenThirtyFunctions_whenCalled_thenEachGoesAroundUnderItsOwnName()
      throws ReflectiveOperationException {
    Provider provider = new Provider(new Called().of(ServiceProvider.class));
    Upcall upcalls = new Upcall(new Called().of(Upcalls.class));

    for (Method method : ServiceProvider.class.getDeclaredMethods()) {
      if (method.getName().startsWith("wsp") && !method.getName().equals("wspStartup")) {
        callWithSamples(provider, method);
        WspFunction last = provider.seen.get(provider.seen.size() - 1);
        assertThat(last.winsockName()).isEqualTo("WSP" + method.getName().substring(3));
      }
    }
    for (Method method : Upcalls.class.getDeclaredMethods()) {
      callWithSamples(upcalls, method);
      WpuFunction last = upcalls.seen.get(upcalls.seen.size() - 1);
      assertThat(last.winsockName()).isEqualTo("WPU" + method.getName().substring(3));
    }

    assertThat(provider.seen).containsExactlyInAnyOrder(WspFunction.values());
    assertThat(upcalls.seen).hasSize(15).doesNotHaveDuplicates();
  }

  private static void callWithSamples(Object target, Method method)
      throws IllegalAccessException, InvocationTargetException {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = sample(method.getParameterTypes()[i], i + 1);
    }
    method.invoke(target, arguments);
  }
}
