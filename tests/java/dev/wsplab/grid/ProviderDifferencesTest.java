package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Event;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.platform.RunningOn;
import dev.wsplab.spi.CatalogFunctions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The grid of bad input once more over the system's own sockets, and once through a layer that
 * hands out the handles of its base: the errors are those of {@link BadInputTest}'s table but where
 * {@code tests/resources/tables/bad-input-providers.txt} says otherwise, and why.
 */
class ProviderDifferencesTest {
  private static final String HEAD =
      """
      # Where the grid of bad input over other providers gives something else than bad-input.txt says for loopback
      # under a layer with handles of its own: TCP, the base on the system's sockets under such a layer; IFS, a layer
      # that hands out the handles of loopback. Each row has those values alone that differ, then the reason.
      # Written by scripts/tables, compared by ProviderDifferencesTest.
      """;

  private static final GridTable TABLE =
      new GridTable(Path.of("tests", "resources", "tables", "bad-input-providers.txt"), HEAD);

  /** Rows of the system's own sockets, where they are Windows'. */
  private static final String ON_WINDOWS = "TCP on Windows";

  /** Why outcomes differ, by stack, row and outcomes. */
  private static final Map<String, String> REASONS =
      Map.of(
          ON_WINDOWS + " .*: at (read-only|ends)=(thrown )?10014",
          "the system looks at the whole buffer before it receives; ours, once data come",
          "IFS .* (#\\d+|nulls): ([#\\w' -]+=ok(, |$))+",
          "the base has it done at once; a layer with handles of its own always pends",
          "IFS Extensions.wsa(Recv|Send)Msg.* #2: .*count -1=10022",
          "the base has it done at once, and judges the number of buffers itself",
          "IFS (?!Ws2Exports).* pairs: (#\\d+ and #\\d+=(10045|10022)(, |$))+",
          "the base judges flags and codes first; a layer that pends, its structure",
          "IFS Extensions.acceptEx.* pairs: #2 and #\\d=10014",
          "the base judges its structure first; a layer of the other form has sockets to find",
          "IFS Ws2Exports.wpuCompleteOverlappedRequest.*: ([#\\w' -]+=10022(, |$))+",
          "the handle is the base's, whose requests no layer completes (WPU-IFS-5)");

  /** Functions that succeed in the other stacks, and cannot here, by stack, and why. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "IFS Ws2Exports.wpuCompleteOverlappedRequest.*", "WPU-IFS-5: the handle is the base's",
          "IFS Upcalls.wpuQuerySocketHandleContext.*", "WPU-IFS-5: the handle is the base's",
          "IFS Upcalls.wpuCloseSocketHandle.*", "the same: no layer has made it");

  /** What asks no provider, whichever there is. */
  private static final Set<Class<?>> WITHOUT_PROVIDER =
      Set.of(CatalogFunctions.class, Event.class, MessageQueue.class);

  private static String named(GridStack stack) {
    return stack == GridStack.TCP && RunningOn.isWindows() ? ON_WINDOWS : stack.toString();
  }

  private static List<Surface.Callable> callables(GridStack stack) {
    return Surface.callables().stream()
        .filter(c -> !WITHOUT_PROVIDER.contains(c.type()))
        .filter(c -> !c.type().getPackage().equals(Kernel.class.getPackage()))
        .filter(c -> isAsked(stack, c.label()))
        .toList();
  }

  /**
   * The base below the IFS layer is the one of the other table. Sockets cost much under Wine: of
   * Windows', the base alone is asked, and the client's objects.
   */
  private static boolean isAsked(GridStack stack, String label) {
    if (stack == GridStack.IFS) {
      return !label.startsWith("loopback.");
    }
    return RunningOn.isPosix() || label.matches("(loopback|ClientSocket)\\..*");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "LOOPBACK")
  void givenOtherProviders_whenArgumentsAreGood_thenEveryFunctionSucceedsOrIsRefusedWithAReason(
      GridStack stack) throws Exception {
    List<String> failing = new ArrayList<>();
    try (Caller caller = new Caller(stack)) {
      for (Surface.Callable callable : callables(stack)) {
        String outcome = caller.call(callable, Map.of()).replace(" then ok", "");
        String named = stack + " " + callable.label();
        boolean refused =
            Surface.REFUSED.containsKey(callable.method().getName())
                || REFUSED.keySet().stream().anyMatch(named::matches);
        boolean startsAtOnce = outcome.equals("ok") && named.matches("IFS ClientSocket.start.*");
        if (GridRows.GOOD.contains(outcome) == refused && !startsAtOnce) {
          failing.add(named + ": " + outcome);
        }
      }
    }

    assertThat(failing).isEmpty();
  }

  @Test
  void givenOtherProviders_whenOneArgumentIsBad_thenTheErrorOfTheTableOrAnotherWithAReason()
      throws Exception {
    Map<String, String> loopback = BadInputTest.TABLE.read();
    Map<String, String> different = new LinkedHashMap<>();
    for (GridStack stack : List.of(GridStack.TCP, GridStack.IFS)) {
      Map<String, String> rows = rows(stack);
      rows.forEach(
          (row, outcomes) -> {
            String said = GridTable.onThisPlatform(loopback.getOrDefault(row, ""));
            String others = others(said, outcomes);
            if (!others.isEmpty()) {
              different.put(named(stack) + " " + row, others);
            }
          });
      assertThat(missing(stack, loopback.keySet(), rows.keySet())).as("%s", stack).isEmpty();
    }
    Map<String, String> explained = explained(different);
    Map<String, String> expected = TABLE.read();
    expected.keySet().removeIf(row -> row.startsWith(ON_WINDOWS) && RunningOn.isPosix());
    if (Boolean.getBoolean("wsplab.tables.write")) {
      Map<String, String> all = TABLE.read();
      all.keySet().removeAll(expected.keySet());
      all.putAll(explained);
      TABLE.write(new TreeMap<>(all));
      expected = explained;
    }
    assertThat(explained.keySet()).as("rows that differ").isEqualTo(expected.keySet());
    assertThat(GridTable.differences(expected, explained)).as("expected, then what came").isEmpty();
  }

  private static Map<String, String> rows(GridStack stack) throws Exception {
    Map<String, String> rows = new LinkedHashMap<>();
    try (Caller caller = new Caller(stack)) {
      GridRows grid = new GridRows(caller, rows);
      for (Surface.Callable callable : callables(stack)) {
        grid.addValues(callable);
        grid.addOrder(callable);
        grid.addExhaustion(callable);
      }
    }
    return rows;
  }

  /** The outcomes that are not said, or {@code nothing} for each that is said and did not come. */
  private static String others(String said, String came) {
    Map<String, String> expected = byValue(said);
    Map<String, String> actual = byValue(came);
    Stream<String> gone = expected.keySet().stream().filter(value -> !actual.containsKey(value));
    return Stream.concat(
            actual.entrySet().stream()
                .filter(one -> !one.getValue().equals(expected.get(one.getKey())))
                .map(one -> one.getKey() + "=" + one.getValue()),
            gone.map(value -> value + "=nothing"))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, String> byValue(String outcomes) {
    Map<String, String> found = new LinkedHashMap<>();
    Stream.of(outcomes.split(", "))
        .filter(one -> !one.isEmpty())
        .map(one -> one.split("=", 2))
        .forEach(parts -> found.put(parts[0], parts[1]));
    return found;
  }

  /** Rows of the table about these functions that did not come. */
  private static List<String> missing(GridStack stack, Set<String> all, Set<String> came) {
    return all.stream()
        .filter(row -> callables(stack).stream().anyMatch(c -> row.startsWith(c.label() + " ")))
        .filter(row -> !came.contains(row))
        .toList();
  }

  private static Map<String, String> explained(Map<String, String> different) {
    Map<String, String> explained = new LinkedHashMap<>();
    List<String> without = new ArrayList<>();
    List<String> used = new ArrayList<>();
    different.forEach(
        (row, outcomes) -> {
          List<String> patterns =
              REASONS.keySet().stream().filter((row + ": " + outcomes)::matches).toList();
          if (patterns.size() != 1) {
            without.add(row + ": " + outcomes + " " + patterns);
            return;
          }
          used.addAll(patterns);
          explained.put(row, outcomes + "; " + REASONS.get(patterns.get(0)));
        });
    assertThat(without).as("without one reason").isEmpty();
    assertThat(REASONS.keySet())
        .filteredOn(pattern -> !pattern.startsWith(ON_WINDOWS) || RunningOn.isWindows())
        .as("none is without need")
        .allMatch(used::contains);
    return explained;
  }
}
