package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.spi.ExtensionFunction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Addresses that stand for functions of Java (WSP-IOCTL-3). */
class ExtensionTableTest {
  private final ExtensionTable table = new ExtensionTable();

  @AfterEach
  void close() {
    table.close();
  }

  private static ExtensionFunction function(int number) {
    // Each its own: a lambda without what it captures may be one object.
    return (ExtensionFunction.DisconnectEx)
        (s, overlapped, flags, reserved) -> ExtensionFunction.Result.failed(number);
  }

  /** More than one block of memory holds. */
  @Test
  void givenManyFunctions_whenTheyGetAddresses_thenEachIsFoundAtItsOwn() {
    List<ExtensionFunction> functions = new ArrayList<>();
    Set<Long> addresses = new HashSet<>();
    for (int i = 0; i < 600; i++) {
      functions.add(function(i));
      addresses.add(table.addressOf(functions.get(i)));
    }

    assertThat(addresses).hasSize(600).doesNotContain(0L);
    for (ExtensionFunction function : functions) {
      assertThat(table.at(table.addressOf(function))).containsSame(function);
    }
  }

  @Test
  void givenAddressThatStandsForNothing_whenLookedUp_thenThereIsNoFunction() {
    long address = table.addressOf(function(1));

    assertThat(table.at(address + 1)).isEmpty();
    table.close();
    assertThat(table.at(address)).isEmpty();
  }
}
