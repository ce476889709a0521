package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.spi.ForwardingProvider;
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
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** WSP-ERR-1 and WSP-ERR-2, for each of the thirty: a provider whose one entry answers wrongly. */
class MisfitsTest {
  private static final String PROVIDER = "java:Misfit";
  private static final int NO_ERROR_OF_WINSOCK = 12345;

  /** Fails every call with a code that every page lists. */
  private static ServiceProvider correct() {
    int code = WsaError.WSAENETDOWN.code();
    return stub(
        ServiceProvider.class,
        (proxy, method, arguments) ->
            method.getName().equals("wspStartup")
                ? StartupResult.started("correct", (ServiceProvider) proxy)
                : method.getReturnType().getMethod("failed", int.class).invoke(null, code));
  }

  /** Changes one number in what one entry answers, and nothing else. */
  private static final class Misfit extends ForwardingProvider {
    private final WspFunction entry;
    private final String component;
    private final int value;

    Misfit(WspFunction entry, String component, int value) {
      super(correct());
      this.entry = entry;
      this.component = component;
      this.value = value;
    }

    @Override
    @SuppressWarnings("unchecked")
    protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
      R right = super.around(function, s, call);
      return function == entry ? (R) changed((Record) right, component, value) : right;
    }
  }

  private static Record changed(Record right, String component, int value) {
    try {
      RecordComponent[] all = right.getClass().getRecordComponents();
      Object[] values = new Object[all.length];
      for (int i = 0; i < all.length; i++) {
        values[i] = all[i].getName().equals(component) ? value : all[i].getAccessor().invoke(right);
      }
      Class<?>[] types = Stream.of(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return right.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("no " + component + " in " + right, e);
    }
  }

  private static <T> T stub(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object sample(Class<?> type) {
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

  private static Method methodOf(WspFunction function) {
    return Arrays.stream(ServiceProvider.class.getMethods())
        .filter(m -> m.getName().equalsIgnoreCase(function.winsockName()))
        .findFirst()
        .orElseThrow();
  }

  /** What is found when each of the thirty is called once. */
  private static List<Violation> found(ServiceProvider provider)
      throws ReflectiveOperationException {
    Violations violations = new Violations(new Recorder(64));
    ServiceProvider watched =
        new ReturnCheck(new CallFindings(violations)).intercept(Guid.random(), PROVIDER, provider);
    watched.wspStartup(
        Winsock2.VERSION_2_2,
        ProtocolInfo.builder().build(),
        stub(Upcalls.class, (proxy, method, arguments) -> null),
        stub(Ws2Exports.class, (proxy, method, arguments) -> null));
    for (WspFunction function : WspFunction.values()) {
      Method method = methodOf(function);
      method.invoke(
          watched, Arrays.stream(method.getParameterTypes()).map(MisfitsTest::sample).toArray());
    }
    return violations.all();
  }

  private static void assertOnly(WspFunction entry, Check check, List<Violation> found) {
    assertThat(found)
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.rule()).isEqualTo(check.rule());
              assertThat(violation.what()).isEqualTo(check.what());
              assertThat(violation.provider()).isEqualTo(PROVIDER);
              assertThat(violation.expected()).startsWith(entry.winsockName() + ":");
            });
  }

  @ParameterizedTest
  @EnumSource
  void givenAnEntryThatFailsWithoutACode_whenAllAreCalled_thenItAloneIsNamed_WSP_ERR_2(
      WspFunction entry) throws ReflectiveOperationException {
    assertOnly(entry, Check.RESULT_MISFIT, found(new Misfit(entry, "errno", 0)));
  }

  /** -2 is neither a success nor a failure of any function that returns a number. */
  @ParameterizedTest
  @MethodSource("thatReturnNumbers")
  void givenAnEntryThatReturnsAnotherNumber_whenAllAreCalled_thenItAloneIsNamed_WSP_ERR_2(
      WspFunction entry) throws ReflectiveOperationException {
    assertOnly(entry, Check.RESULT_MISFIT, found(new Misfit(entry, "returnValue", -2)));
  }

  /** The others return a handle or a BOOL, which has no third value. */
  static Stream<WspFunction> thatReturnNumbers() {
    return Stream.of(WspFunction.values())
        .filter(
            entry ->
                Stream.of(methodOf(entry).getReturnType().getRecordComponents())
                    .anyMatch(c -> c.getName().equals("returnValue") && c.getType() == int.class));
  }

  @ParameterizedTest
  @EnumSource
  void givenAnEntryWithAForeignCode_whenAllAreCalled_thenItAloneIsNamed_WSP_ERR_1(WspFunction entry)
      throws ReflectiveOperationException {
    assertOnly(
        entry, Check.UNDOCUMENTED_ERROR, found(new Misfit(entry, "errno", NO_ERROR_OF_WINSOCK)));
  }
}
