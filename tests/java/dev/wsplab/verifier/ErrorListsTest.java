package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.spi.DocumentedErrors;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import dev.wsplab.trace.Recorder;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WSP-ERR-1, for each of the thirty: its documented codes pass, and no other does. */
class ErrorListsTest {
  private static final String PROVIDER = "java:Fails";

  /** Fails every call with one code, with the kind of result that the function has. */
  private static ServiceProvider failing(int code) {
    return stub(
        ServiceProvider.class,
        (proxy, method, arguments) ->
            method.getName().equals("wspStartup")
                ? StartupResult.started("fails", (ServiceProvider) proxy)
                : method.getReturnType().getMethod("failed", int.class).invoke(null, code));
  }

  private static <T> T stub(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object sample(Class<?> type) {
    if (type == int.class) {
      return 5;
    }
    if (type == long.class) {
      return 6L;
    }
    if (type == boolean.class) {
      return false;
    }
    return type == SocketHandle.class ? new SocketHandle(8) : null;
  }

  /** What is found when a function fails with a code. */
  private static List<Violation> found(WspFunction function, int code)
      throws ReflectiveOperationException {
    Violations violations = new Violations(new Recorder(16));
    ServiceProvider watched =
        new ReturnCheck(new CallFindings(violations))
            .intercept(Guid.random(), PROVIDER, failing(code));
    watched.wspStartup(
        Winsock2.VERSION_2_2,
        ProtocolInfo.builder().build(),
        stub(Upcalls.class, (proxy, method, arguments) -> null),
        stub(Ws2Exports.class, (proxy, method, arguments) -> null));
    Method method =
        Arrays.stream(ServiceProvider.class.getMethods())
            .filter(m -> m.getName().equalsIgnoreCase(function.winsockName()))
            .findFirst()
            .orElseThrow();
    method.invoke(
        watched, Arrays.stream(method.getParameterTypes()).map(ErrorListsTest::sample).toArray());
    return violations.all();
  }

  @ParameterizedTest
  @EnumSource
  void givenFunction_whenItFailsWithEveryCode_thenTheUndocumentedOnesAreReported_WSP_ERR_1(
      WspFunction function) throws ReflectiveOperationException {
    List<Integer> documented =
        DocumentedErrors.of(function).stream().map(WsaError::code).sorted().toList();
    int[] codes =
        IntStream.concat(
                Stream.of(WsaError.values()).mapToInt(WsaError::code), IntStream.of(1, 12345, -5))
            .sorted()
            .toArray();

    List<Integer> passed = new ArrayList<>();
    for (int code : codes) {
      List<Violation> violations = found(function, code);
      if (violations.isEmpty()) {
        passed.add(code);
      } else {
        assertThat(violations)
            .singleElement()
            .satisfies(
                violation -> {
                  assertThat(violation.rule()).isEqualTo("WSP-ERR-1");
                  assertThat(violation.provider()).isEqualTo(PROVIDER);
                  assertThat(violation.seen()).isEqualTo(WsaError.describe(code));
                  assertThat(violation.expected()).startsWith(function.winsockName() + ":");
                });
      }
    }

    assertThat(passed).isEqualTo(documented);
  }
}
