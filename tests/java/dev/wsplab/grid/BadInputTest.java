package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Event;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.spi.Winsock2;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The grid of bad input: every function that strangers can call, found by reflection, with every
 * bad value of every parameter, one at a time and in pairs; in the wrong order; and without a
 * handle left. {@code tests/resources/tables/bad-input.txt} says which error wins; a function or
 * parameter that is not there fails the test, and so does a function that fails with good
 * arguments, for then nobody could see what the bad one does. Nothing here ends the JVM.
 */
class BadInputTest {
  private static final String HEAD =
      """
      # What every function says to bad input: one argument is bad, all others are such that the call succeeds or
      # pends; in a row of pairs two, each with its first value that gives an error number, and the error that wins; in a
      # row of nulls two are null, each of which fails by itself.
      # Error numbers are those of Winsock and Win32, after "thrown" when a WinsockException or KernelException carries
      # it; 997 then: what the request ended with, once its peer had done its part; ok: the value is accepted;
      # not made: the argument's own class refuses it; nothing: null or an empty Optional.
      # A null where C has a pointer is the NULL pointer, and gets its documented error. Where a parameter is an object
      # that only Java has, or an array of it, and for indices and ranges in GuardedMemory, misuse is an exception by its
      # name: NullPointerException for null, IndexOutOfBoundsException, IllegalArgumentException, and for memory
      # AccessViolationException, which GetAcceptExSockaddrs throws, too, since it has no way to return an error.
      # Errors that the function's page does not list: of kernel32's functions all but 8 of the file calls and 87, these
      # pages list few; 87 of AcceptEx and ConnectEx without a structure, which must not be null; 10022 of ioctlsocket for
      # an unknown command (page WSAIoctl) and of wsaGetOverlappedResult for null (GOR-9); 10038 of WSAPoll without a
      # socket, where the page says 10022; 10035 of extension functions for too many requests (WSP-IO-19); 11003 of
      # wsc...ProviderInfo for an unknown id (WIN-61); 10022 of wpuCreateSocketHandle for an unknown entry, 10055 of
      # wpuOpenCurrentThread. Of the rest 10014, 10038 and 10093 are what any function gives.
      # A/B: A on posix, B on Windows.
      # Written by scripts/tables, compared by BadInputTest.
      """;

  static final GridTable TABLE =
      new GridTable(Path.of("tests", "resources", "tables", "bad-input.txt"), HEAD);

  /** What takes handles when it is made, which is no function of its own. */
  private static final Map<String, Consumer<GridWorld>> MAKING =
      Map.of(
          "new Event", w -> new Event(w.kernel32, true, true),
          "new CompletionPort", w -> new CompletionPort(w.kernel32, 0),
          "new MessageQueue", w -> new MessageQueue(w.host),
          "new ClientSocket", w -> ClientSocket.tcp(w.ws2, Winsock2.AF_INET),
          "change notification", GridWorld::askForChanges);

  @Test
  void givenEveryFunction_whenArgumentsAreGood_thenItSucceedsOrIsRefusedWithAReason()
      throws Exception {
    List<String> failing = new ArrayList<>();
    try (Caller caller = new Caller(GridStack.LOOPBACK)) {
      for (Surface.Callable callable : Surface.callables()) {
        String outcome = caller.call(callable, Map.of());
        boolean refused = Surface.REFUSED.containsKey(callable.method().getName());
        if (GridRows.GOOD.contains(outcome.replace(" then ok", "")) == refused) {
          failing.add(callable.label() + ": " + outcome);
        }
      }
    }

    assertThat(failing).isEmpty();
  }

  @Test
  void givenEveryFunction_whenOneArgumentIsBad_thenTheErrorOfTheTable() throws Exception {
    Map<String, String> expected = TABLE.read();
    Map<String, String> actual = new LinkedHashMap<>();
    List<String> notLookedAt = new ArrayList<>();
    try (Caller caller = new Caller(GridStack.LOOPBACK)) {
      GridRows rows = new GridRows(caller, actual);
      for (Surface.Callable callable : Surface.callables()) {
        rows.addValues(callable);
        notLookedAt.addAll(notLookedAt(callable, caller.call(callable, Map.of()), actual));
        rows.addOrder(callable);
        rows.addExhaustion(callable);
      }
      for (String what : new TreeSet<>(MAKING.keySet())) {
        String outcome = caller.makeAfter(MAKING.get(what), GridWorld::exhaust);
        actual.put(what + " exhaustion", "no handle left=" + outcome);
      }
    }
    if (Boolean.getBoolean("wsplab.tables.write")) {
      TABLE.write(actual);
      expected = TABLE.read();
    }
    Set<String> known = Surface.NOT_LOOKED_AT.keySet();
    assertThat(notLookedAt)
        .as("addresses that say nothing")
        .allMatch(row -> known.stream().anyMatch(row::matches));
    assertThat(known)
        .as("none is without need")
        .allMatch(pattern -> notLookedAt.stream().anyMatch(row -> row.matches(pattern)));
    assertThat(actual.keySet()).as("functions and parameters").isEqualTo(expected.keySet());
    assertThat(GridTable.differences(expected, actual)).as("expected, then what came").isEmpty();
  }

  /** Parameters of which every bad address gives what the good one gives. */
  private static List<String> notLookedAt(
      Surface.Callable callable, String good, Map<String, String> rows) {
    List<String> same = new ArrayList<>();
    for (int place = 1; place <= callable.method().getParameterCount(); place++) {
      String row = callable.label() + " #" + place;
      List<String> addresses =
          Stream.of(rows.getOrDefault(row, "").split(", "))
              .filter(one -> one.matches("(\\w+ )?(low|kernel's|hole|last|gone)=.*"))
              .toList();
      if (!addresses.isEmpty() && addresses.stream().allMatch(one -> one.endsWith("=" + good))) {
        same.add(row);
      }
    }
    return same;
  }
}
