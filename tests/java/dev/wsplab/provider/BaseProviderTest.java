package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaseProviderTest {
  private static final class Bare extends BaseProvider {
    final List<String> calls = new ArrayList<>();
    int answer;

    Bare() {
      this(0x0202, 0x0202);
    }

    Bare(int lowest, int highest) {
      super("bare", lowest, highest);
    }

    @Override
    protected int onStartup(
        boolean first, ProtocolInfo info, Upcalls upcallTable, Ws2Exports ws2Exports) {
      calls.add(first ? "first" : "again");
      return answer;
    }

    @Override
    protected void onFinalCleanup() {
      calls.add("final");
    }

    Upcalls latestUpcalls() {
      return upcalls();
    }
  }

  private final ProtocolInfo info = ProtocolInfo.builder().name("bare").build();
  private final Upcalls upcalls = unused(Upcalls.class);
  private final Ws2Exports exports = unused(Ws2Exports.class);

  private static <T> T unused(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return method.getName().equals("equals")
                    ? (Object) (proxy == arguments[0])
                    : method.getName().equals("hashCode") ? 1 : "unused";
              }
              throw new AssertionError(method + " called");
            }));
  }

  private StartupResult start(BaseProvider provider, int version) {
    return provider.wspStartup(version, info, upcalls, exports);
  }

  /** The table under WSP-START-7, from the providers' side; versions as major.minor. */
  @ParameterizedTest
  @CsvSource({
    "1.1, 1.1, 1.1, 1.1, 1.1",
    "1.0, 1.0, 1.1, 1.0, 1.0",
    "1.0, 1.1, 1.0, 1.0, 1.1",
    "1.1, 1.1, 2.0, 1.1, 1.1",
    "2.2, 2.2, 2.2, 2.2, 2.2",
    "1.2, 2.1, 1.10, 1.10, 2.1",
  })
  void givenRange_whenStarted_thenTheLowerOfBothHighest_WSP_START_4(
      String lowest, String highest, String requested, String chosen, String told) {
    StartupResult result = start(new Bare(word(lowest), word(highest)), word(requested));

    assertThat(result.error()).isZero();
    assertThat(result.version()).isEqualTo(word(chosen));
    assertThat(result.highVersion()).isEqualTo(word(told));
  }

  private static int word(String version) {
    String[] parts = version.split("\\.");
    return Integer.parseInt(parts[0]) | Integer.parseInt(parts[1]) << 8;
  }

  @Test
  void givenOlderRequest_whenStarted_thenNotSupportedAndNotCounted_WSP_START_5() {
    Bare bare = new Bare();

    assertThat(start(bare, word("1.1")).error()).isEqualTo(WsaError.WSAVERNOTSUPPORTED.code());

    assertThat(bare.wspCleanup().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
    assertThat(bare.calls).isEmpty();
  }

  @Test
  void givenTwoStarts_whenCleanedUpTwice_thenTheSecondIsFinal_WSP_CLEAN_1() {
    Bare bare = new Bare();
    start(bare, 0x0202);
    start(bare, 0x0202);

    assertThat(bare.wspCleanup().succeeded()).isTrue();
    assertThat(bare.calls).containsExactly("first", "again");
    assertThat(bare.wspCleanup().succeeded()).isTrue();
    assertThat(bare.calls).containsExactly("first", "again", "final");
    assertThat(bare.wspCleanup().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  @Test
  void givenFinalCleanup_whenStartedAnew_thenItIsAFirstStart_WSP_CLEAN_5() {
    Bare bare = new Bare();
    start(bare, 0x0202);
    bare.wspCleanup();

    assertThat(start(bare, 0x0202).error()).isZero();
    assertThat(bare.calls).containsExactly("first", "final", "first");
  }

  @Test
  void givenRefusalOfTheProvider_whenStarted_thenItsErrorAndNotCounted_WSP_START_2() {
    Bare bare = new Bare();
    bare.answer = WsaError.WSAEPROCLIM.code();

    assertThat(start(bare, 0x0202).error()).isEqualTo(WsaError.WSAEPROCLIM.code());
    assertThat(bare.wspCleanup().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  @Test
  void givenSecondStart_whenAskedForUpcalls_thenTheMostRecentTable_WSP_START_8() {
    Bare bare = new Bare();
    Upcalls later = unused(Upcalls.class);
    start(bare, 0x0202);
    bare.wspStartup(0x0202, info, later, exports);

    assertThat(bare.latestUpcalls()).isSameAs(later);
    bare.wspCleanup();
    bare.wspCleanup();
    assertThatThrownBy(bare::latestUpcalls).hasMessageContaining("started=false");
  }

  @Test
  void givenBareProvider_whenAnyOtherFunctionIsCalled_thenNotSupported() throws Exception {
    Bare bare = new Bare();
    start(bare, 0x0202);
    Set<String> supported =
        Set.of("wspStartup", "wspCleanup", "wspAddressToString", "wspStringToAddress");
    List<String> refused = new ArrayList<>();
    for (Method method : ServiceProvider.class.getMethods()) {
      if (method.getName().startsWith("wsp") && !supported.contains(method.getName())) {
        Object result = method.invoke(bare, defaults(method.getParameterTypes()));
        assertThat(result.toString()).as(method.getName()).contains("errno=WSAEOPNOTSUPP (10045)");
        refused.add(method.getName().toLowerCase());
      }
    }
    Set<String> table =
        Arrays.stream(WspFunction.values())
            .map(function -> function.winsockName().toLowerCase())
            .collect(Collectors.toSet());
    assertThat(refused).hasSize(27);
    assertThat(table).containsAll(refused);
  }

  private static Object[] defaults(Class<?>[] types) {
    return Arrays.stream(types)
        .map(
            type -> {
              if (type == int.class) {
                return 0;
              } else if (type == long.class) {
                return 0L;
              } else if (type == boolean.class) {
                return false;
              } else if (type == SocketHandle.class) {
                return new SocketHandle(4);
              } else if (type == EventHandle.class) {
                return EventHandle.NULL;
              } else if (type == Sockaddr.class) {
                return Sockaddr.loopback(1);
              } else if (type == WsaBuffers.class) {
                return WsaBuffers.of(0, 0);
              }
              return null;
            })
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 2",
    "192.0.2.7:8080, 2",
    "255.255.255.255:65535, 2",
    "::1, 23",
    "::, 23",
    "[::1]:443, 23",
    "2001:db8::8:800:200c:417a, 23",
    "fe80::1%7, 23",
    "[fe80::1%7]:80, 23",
    "2001:db8:0:1:1:1:1:1, 23",
    "1:0:0:2::3, 23",
    "1::, 23",
  })
  void givenAddress_whenParsedAndFormatted_thenTheSameText(String text, int family) {
    Bare bare = new Bare();
    Sockaddr address = bare.wspStringToAddress(text, family, null).orThrow("parse");

    assertThat(address.family()).isEqualTo(family);
    assertThat(bare.wspAddressToString(address, null).text()).isEqualTo(text);
  }

  @Test
  void givenOtherForms_whenParsed_thenTheirMeaning() {
    Bare bare = new Bare();

    assertThat(text(bare, "::ffff:192.0.2.1")).isEqualTo("::ffff:c000:201");
    assertThat(text(bare, "0:0:0:0:0:0:0:1")).isEqualTo("::1");
    assertThat(text(bare, "[::1]")).isEqualTo("::1");
    assertThat(text(bare, "[::1]:0")).isEqualTo("::1");
  }

  private static String text(BaseProvider provider, String given) {
    Sockaddr parsed = provider.wspStringToAddress(given, Winsock2.AF_INET6, null).orThrow("parse");
    return provider.wspAddressToString(parsed, null).text();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2",
    "1.2.3, 2",
    "1.2.3.4.5, 2",
    "256.1.1.1, 2",
    "1.2.3.1234, 2",
    "1..2.3, 2",
    "localhost, 2",
    "1.2.3.4:65536, 2",
    "1.2.3.4:, 2",
    "::1, 2",
    "1.2.3.4, 23",
    "1:2:3, 23",
    "1:2:3:4:5:6:7:8:9, 23",
    "1::2::3, 23",
    "::12345, 23",
    "[::1]:99999, 23",
    "[::1, 23",
    "::1.2.3.4.5, 23",
    "1:2:3:4:5:6:7::8, 23",
    "1.2.3.4, 1",
  })
  void givenTextThatIsNoAddress_whenParsed_thenInvalidArgument(String text, int family) {
    assertThat(new Bare().wspStringToAddress(text, family, null).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenAddressThatCannotBeText_whenFormatted_thenItsError() {
    Bare bare = new Bare();

    assertThat(bare.wspAddressToString(Sockaddr.ofBytes(new byte[16]), null).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(bare.wspAddressToString(Sockaddr.ofBytes(new byte[] {2, 0, 0, 80}), null).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }
}
