package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.spi.Guid;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * WIN-59 to WIN-61: the catalog. Windows' own: the library has no functions with these parameters.
 */
class SystemCatalogFacts {
  private static final int WSAEFAULT = 10014;
  private static final int WSAEINVAL = 10022;
  private static final int WSAENOBUFS = 10055;
  private static final int WSANO_RECOVERY = 11003;
  private static final int TCP = 6;
  private static final int UNKNOWN = 254;
  private static final int PFL_HIDDEN = 4;
  private static final int PROVIDER_FLAGS_AT = 16;
  private static final int PROVIDER_ID_AT = 20;
  private static final int PROTOCOL_AT = 92;
  private static final int ENTRY = 628;
  static final Guid NOBODY = Guid.of("00000000-1111-2222-3333-444444444444");

  @BeforeEach
  void startWinsock() {
    new SystemWindows().close();
  }

  @Test
  void givenNullParameter_whenPathIsAsked_thenFault_WIN_59() {
    Pointer length = integer(0);
    Pointer path = new Block(520).pointer();

    assertFailure(WSAEFAULT, error -> SystemWs2.WSCGetProviderPath(null, path, length, error));
    assertFailure(WSAEFAULT, error -> SystemWs2.WSCGetProviderPath(id(NOBODY), path, null, error));
  }

  @Test
  void givenNoErrorPointer_whenPathIsAsked_thenItIsTolerated_WIN_59() {
    assertThat(SystemWs2.WSCGetProviderPath(id(NOBODY), null, integer(0), null)).isEqualTo(-1);
  }

  @Test
  void givenProviderAndRoom_whenPathIsAsked_thenInvalidOrFault_WIN_59() {
    Pointer path = new Block(520).pointer();
    for (int room : new int[] {0, 1, 260}) {
      Pointer length = integer(room);
      assertFailure(
          WSAEINVAL, error -> SystemWs2.WSCGetProviderPath(id(NOBODY), path, length, error));
      assertFailure(
          WSAEINVAL, error -> SystemWs2.WSCGetProviderPath(id(NOBODY), null, length, error));
      assertThat(length.getInt(0)).isEqualTo(room);
    }
    Pointer known = entries(null).get(0).share(PROVIDER_ID_AT);
    assertFailure(
        WSAEFAULT, error -> SystemWs2.WSCGetProviderPath(known, null, integer(260), error));
    assertFailure(WSAEFAULT, error -> SystemWs2.WSCGetProviderPath(known, path, integer(1), error));
    assertThat(SystemWs2.WSCGetProviderPath(known, path, integer(260), integer(0))).isZero();
    assertThat(path.getWideString(0)).isNotEmpty();
  }

  @Test
  void givenNoRoom_whenProtocolsAreEnumerated_thenNoBuffersAndTheLength_WIN_60() {
    Pointer length = integer(0);
    assertThat(SystemWs2.WSAEnumProtocolsW(null, null, length)).isEqualTo(-1);
    assertThat(Native.getLastError()).isEqualTo(WSAENOBUFS);
    int needed = length.getInt(0);
    assertThat(needed).isPositive().matches(bytes -> bytes % ENTRY == 0, "whole entries");

    length.setInt(0, needed - 1);
    assertThat(SystemWs2.WSAEnumProtocolsW(null, new Block(needed).pointer(), length))
        .isEqualTo(-1);
    assertThat(Native.getLastError()).isEqualTo(WSAENOBUFS);
    assertThat(length.getInt(0)).isEqualTo(needed);
  }

  @Test
  void givenCatalog_whenProtocolsAreEnumerated_thenNoHiddenEntries_WIN_60() {
    assertThat(entries(null))
        .isNotEmpty()
        .allMatch(entry -> (entry.getInt(PROVIDER_FLAGS_AT) & PFL_HIDDEN) == 0);
  }

  @Test
  void givenFilter_whenProtocolsAreEnumerated_thenUnknownOnesAreSkipped_WIN_60() {
    assertThat(entries(integers(UNKNOWN, TCP, 0)))
        .isNotEmpty()
        .allMatch(entry -> entry.getInt(PROTOCOL_AT) == TCP);
    assertThat(entries(integers(UNKNOWN, 0, TCP))).isEmpty();
  }

  @Test
  void givenNoProvider_whenInfoIsAsked_thenFault_WIN_61() {
    assertFailure(
        WSAEFAULT,
        error -> SystemWs2.WSCGetProviderInfo(null, 0, integer(0), integer(4), 0, error));
  }

  @Test
  void givenUnknownProvider_whenInfoIsAsked_thenNoRecovery_WIN_61() {
    assertFailure(
        WSANO_RECOVERY,
        error -> SystemWs2.WSCGetProviderInfo(id(NOBODY), 0, integer(0), integer(4), 0, error));
    assertFailure(
        WSANO_RECOVERY, error -> SystemWs2.WSCGetProviderInfo(id(NOBODY), 9, null, null, 7, error));
  }

  /** A function whose last parameter is {@code lpErrno}. */
  private interface Function {
    int call(Pointer error);
  }

  private static void assertFailure(int expected, Function function) {
    Pointer error = integer(0);
    assertThat(function.call(error)).isEqualTo(-1);
    assertThat(error.getInt(0)).isEqualTo(expected);
  }

  private static List<Pointer> entries(@Nullable Pointer filter) {
    Pointer room = new Block(64 * ENTRY).pointer();
    int count = SystemWs2.WSAEnumProtocolsW(filter, room, integer(64 * ENTRY));
    assertThat(count).isNotNegative();
    List<Pointer> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(room.share((long) i * ENTRY));
    }
    return entries;
  }

  static Pointer id(Guid id) {
    return Block.of(id.toBytes()).pointer();
  }

  static Pointer integer(int value) {
    return integers(value);
  }

  private static Pointer integers(int... values) {
    Pointer memory = new Block(4 * values.length).pointer();
    memory.write(0, values, 0, values.length);
    return memory;
  }
}
