package dev.wsplab.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.DocumentedErrors;
import dev.wsplab.spi.ErrnoResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Each of the thirty functions and of the upcalls can fail, with its own kind of result. */
class FaultyCallsTest {
  private static final String PATH = "java:Base";

  private final AtomicInteger reached = new AtomicInteger();
  private final AtomicReference<Upcalls> upcalls = new AtomicReference<>();
  private final AtomicReference<Ws2Exports> exports = new AtomicReference<>();

  /** Answers everything with what a test needs, and counts what reaches it. */
  private <T> T stub(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer(proxy, method, arguments)));
  }

  private Object answer(Object proxy, Method method, Object[] arguments) {
    if (method.getName().equals("wspStartup")) {
      upcalls.set((Upcalls) arguments[2]);
      exports.set((Ws2Exports) arguments[3]);
      return StartupResult.started("stub", (ServiceProvider) proxy);
    }
    if (method.getReturnType() == long.class) {
      return 7L;
    }
    reached.incrementAndGet();
    return method.getReturnType() == boolean.class ? Boolean.TRUE : null;
  }

  private ServiceProvider started(FaultPlan plan) {
    ServiceProvider front = plan.intercept(Guid.random(), PATH, stub(ServiceProvider.class));
    front.wspStartup(
        Winsock2.VERSION_2_2,
        ProtocolInfo.builder().chain(java.util.List.of(7)).build(),
        stub(Upcalls.class),
        stub(Ws2Exports.class));
    return front;
  }

  private static Method named(Class<?> type, String winsockName) {
    return Arrays.stream(type.getMethods())
        .filter(m -> m.getName().equalsIgnoreCase(winsockName))
        .findFirst()
        .orElseThrow();
  }

  private static Object call(Method method, Object target) throws ReflectiveOperationException {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(FaultyCallsTest::sample).toArray();
    return method.invoke(target, arguments);
  }

  private static Object sample(Class<?> type) {
    if (type == int.class) {
      return 5;
    }
    if (type == long.class) {
      return 6L;
    }
    if (type == boolean.class) {
      return true;
    }
    return type == SocketHandle.class ? new SocketHandle(8) : null;
  }

  @ParameterizedTest
  @EnumSource
  void
      givenAnyFunctionThatFailsAtItsSecondCall_whenCalledThreeTimes_thenThatOneFailsAndGoesNoFurther(
          WspFunction function) throws ReflectiveOperationException {
    for (WsaError error : DocumentedErrors.of(function)) {
      if (error == WsaError.WSA_IO_PENDING) {
        continue;
      }
      FaultPlan plan = FaultPlan.seeded(1).failNth(function, 2, error).build();
      ServiceProvider provider = started(plan);
      Method method = named(ServiceProvider.class, function.winsockName());
      reached.set(0);

      call(method, provider);
      Object failed = call(method, provider);
      call(method, provider);

      // The provider ends all the same: it must not go on with memory that its client frees.
      assertThat(reached).hasValue(function == WspFunction.WSP_CLEANUP ? 3 : 2);
      assertThat(failed).isInstanceOf(method.getReturnType()).isInstanceOf(ErrnoResult.class);
      assertThat(((ErrnoResult) failed).errno()).isEqualTo(error.code());
      assertThat(plan.faults())
          .singleElement()
          .extracting(Fault::number, Fault::provider, Fault::function, Fault::call, Fault::error)
          .containsExactly(1L, PATH, function.winsockName(), 2L, error.code());
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"WPU_FD_IS_SET", "WPU_POST_MESSAGE"})
  void givenAnyUpcallThatFailsAtItsSecondCall_whenMadeThreeTimes_thenThatOneFailsAndGoesNoFurther(
      WpuFunction function) throws ReflectiveOperationException {
    Class<?> type =
        function == WpuFunction.WPU_COMPLETE_OVERLAPPED_REQUEST ? Ws2Exports.class : Upcalls.class;
    for (WsaError error : DocumentedErrors.of(function)) {
      FaultPlan plan = FaultPlan.seeded(1).failNth(function, 2, error).build();
      started(plan);
      Object target = type == Upcalls.class ? upcalls.get() : exports.get();
      Method method = named(type, function.winsockName());
      reached.set(0);

      call(method, target);
      Object failed = call(method, target);
      call(method, target);

      assertThat(reached).hasValue(2);
      assertThat(failed).isInstanceOf(method.getReturnType());
      assertThat(((ErrnoResult) failed).errno()).isEqualTo(error.code());
      assertThat(plan.faults()).extracting(Fault::function).containsExactly(function.winsockName());
    }
  }

  /** WPU-MSG-1: FALSE, without an error. */
  @ParameterizedTest
  @EnumSource(names = "WPU_POST_MESSAGE")
  void givenMessageThatFails_whenPosted_thenFalseAndNothingIsPosted(WpuFunction function) {
    FaultPlan plan = FaultPlan.seeded(1).failNthPostMessage(1).build();
    started(plan);
    reached.set(0);

    assertThat(upcalls.get().wpuPostMessage(1, 2, 3, 4)).isFalse();
    assertThat(upcalls.get().wpuPostMessage(1, 2, 3, 4)).isTrue();

    assertThat(reached).hasValue(1);
    assertThat(plan.faults().get(0))
        .hasToString(
            "fault 1: "
                + function.winsockName()
                + ", call 1 of java:Base: failure without an error");
  }

  /** WPU-PATH-3: the length stays what it was. */
  @ParameterizedTest
  @EnumSource(names = {"WSAEFAULT", "WSAEINVAL"})
  void givenPathThatFails_whenAsked_thenTheLengthStaysTheCallers(WsaError error) {
    started(FaultPlan.seeded(1).failNth(WpuFunction.WPU_GET_PROVIDER_PATH, 1, error).build());

    assertThat(upcalls.get().wpuGetProviderPath(Guid.random(), 33))
        .isEqualTo(PathResult.failed(error, 33));
  }
}
