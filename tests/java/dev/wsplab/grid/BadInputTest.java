package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.host.Host;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.platform.RunningOn;
import dev.wsplab.tables.PublicFunctions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The grid of bad input: every function that strangers can call, found by reflection, with every
 * bad value of every parameter, one at a time and in pairs; in the wrong order; and without a
 * handle left. {@code tests/resources/tables/bad-input.txt} says which error wins; a function or
 * parameter that is not there fails the test. Nothing here ends the JVM.
 */
class BadInputTest {
  private static final Path TABLE = Path.of("tests", "resources", "tables", "bad-input.txt");

  /** WSAENOBUFS, ERROR_NOT_ENOUGH_MEMORY, ERROR_NOT_ENOUGH_QUOTA, and the kernel's own way. */
  private static final Set<String> NO_MORE = Set.of("10055", "8", "1816", "KernelException");

  private static final String HEAD =
      """
      # What every function says to bad input: one argument is bad, all others are good; in a row of pairs two, each
      # with its first value that gives an error number, and the error that wins. Error numbers are those of
      # Winsock and Win32; an exception stands by its name; ok: the value is accepted. A/B: A on posix, B on Windows.
      # Written by scripts/tables, compared by BadInputTest.
      """;

  @Test
  void givenEveryFunction_whenOneArgumentIsBad_thenTheErrorOfTheTable() throws Exception {
    Map<String, String> expected = read();
    Map<String, String> actual = new LinkedHashMap<>();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (Surface.Callable callable : Surface.callables()) {
        try (GridWorld world = make(thread);
            GridWorld other = make(thread)) {
          if (callable.label().startsWith("loopback.")) {
            world.useBase();
            other.useBase();
          }
          addRow(callable, world, other, thread, actual);
        }
        addPairs(callable, thread, actual);
        addOrder(callable, thread, actual);
        addExhaustion(callable, thread, actual);
      }
    } finally {
      thread.shutdownNow();
    }
    if (Boolean.getBoolean("wsplab.tables.write")) {
      write(actual);
      expected = read();
    }
    assertThat(actual.keySet()).as("functions and parameters").isEqualTo(expected.keySet());
    assertThat(differences(expected, actual)).as("expected, then what came").isEmpty();
  }

  /** In the thread that calls, so that APCs which nobody runs end with it. */
  private static GridWorld make(ExecutorService thread) throws Exception {
    return thread.submit(GridWorld::new).get();
  }

  /** What the table says for this platform, against what came. */
  private static List<String> differences(
      Map<String, String> expected, Map<String, String> actual) {
    List<String> wrong = new ArrayList<>();
    actual.forEach(
        (row, outcomes) -> {
          String said = onThisPlatform(expected.getOrDefault(row, ""));
          if (!said.equals(outcomes)) {
            wrong.add(row + "\n  expected " + said + "\n  but was  " + outcomes);
          }
        });
    return wrong;
  }

  private static String onThisPlatform(String outcomes) {
    Pattern both = Pattern.compile("=([\\w-]+)/([\\w-]+)");
    return both.matcher(outcomes).replaceAll(RunningOn.isWindows() ? "=$2" : "=$1");
  }

  private static void addRow(
      Surface.Callable callable,
      GridWorld world,
      GridWorld other,
      ExecutorService thread,
      Map<String, String> rows)
      throws Exception {
    Method method = callable.method();
    Type[] types = method.getGenericParameterTypes();
    for (int place = 0; place < types.length; place++) {
      if (Surface.TIMEOUTS.getOrDefault(method.getName(), Set.of()).contains(place)) {
        continue;
      }
      StringBuilder outcomes = new StringBuilder();
      for (Map.Entry<String, BadValues.Maker> bad : BadValues.bad(types[place]).entrySet()) {
        boolean endless =
            bad.getKey().equals("null")
                && place == types.length - 1
                && Surface.WAIT_FOREVER_WITHOUT.contains(method.getName());
        // What lies behind a block of the library's own differs from run to run.
        boolean unknown =
            bad.getKey().equals("huge")
                && List.of(method.getParameterTypes()).contains(NativeBlock.class);
        if (!endless && !unknown) {
          String outcome = outcome(callable, world, other, thread, place, bad.getValue());
          outcomes.append(outcomes.isEmpty() ? "" : ", ");
          outcomes.append(bad.getKey()).append('=').append(outcome);
        }
      }
      if (!outcomes.isEmpty()) {
        rows.put(callable.label() + " #" + (place + 1), outcomes.toString());
      }
    }
  }

  /** Which error wins when two arguments are bad, each of which fails by itself. */
  private static void addPairs(
      Surface.Callable callable, ExecutorService thread, Map<String, String> rows)
      throws Exception {
    try (GridWorld world = make(thread);
        GridWorld other = make(thread)) {
      if (callable.label().startsWith("loopback.")) {
        world.useBase();
        other.useBase();
      }
      Map<Integer, BadValues.Maker> failing = failing(callable, world, other, thread);
      List<String> outcomes = new ArrayList<>();
      for (int first : failing.keySet()) {
        for (int second : failing.keySet()) {
          if (first < second) {
            @Nullable Object[] arguments = goodArguments(callable, world);
            arguments[first] = failing.get(first).make(world, other);
            arguments[second] = failing.get(second).make(world, other);
            Object target = callable.target().apply(world);
            String outcome = Outcome.of(thread, callable.method(), target, arguments);
            outcomes.add("#" + (first + 1) + " and #" + (second + 1) + "=" + outcome);
          }
        }
      }
      if (!outcomes.isEmpty()) {
        rows.put(callable.label() + " pairs", String.join(", ", outcomes));
      }
    }
  }

  /** By place, the first bad value of an argument that gives an error number. */
  private static Map<Integer, BadValues.Maker> failing(
      Surface.Callable callable, GridWorld world, GridWorld other, ExecutorService thread)
      throws Exception {
    Map<Integer, BadValues.Maker> failing = new LinkedHashMap<>();
    Type[] types = callable.method().getGenericParameterTypes();
    for (int place = 0; place < types.length; place++) {
      if (!Surface.TIMEOUTS.getOrDefault(callable.method().getName(), Set.of()).contains(place)) {
        for (Map.Entry<String, BadValues.Maker> bad : BadValues.bad(types[place]).entrySet()) {
          // What null means differs too much, and huge from run to run.
          boolean telling = !bad.getKey().equals("null") && !bad.getKey().equals("huge");
          if (telling
              && !failing.containsKey(place)
              && outcome(callable, world, other, thread, place, bad.getValue()).matches("\\d+")) {
            failing.put(place, bad.getValue());
          }
        }
      }
    }
    return failing;
  }

  private static String outcome(
      Surface.Callable callable,
      GridWorld world,
      GridWorld other,
      ExecutorService thread,
      int place,
      BadValues.Maker bad)
      throws Exception {
    @Nullable Object[] arguments = goodArguments(callable, world);
    try {
      arguments[place] = bad.make(world, other);
    } catch (RuntimeException e) {
      return "not made"; // the type itself refuses
    }
    return Outcome.of(thread, callable.method(), callable.target().apply(world), arguments);
  }

  private static @Nullable Object[] goodArguments(Surface.Callable callable, GridWorld world) {
    Type[] types = callable.method().getGenericParameterTypes();
    Map<Integer, Function<GridWorld, @Nullable Object>> special =
        BadValues.special(callable.method());
    @Nullable Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      Function<GridWorld, @Nullable Object> good = BadValues.good(types[i]);
      assertThat(good).as("the grid knows %s of %s", types[i], callable.label()).isNotNull();
      arguments[i] = special.getOrDefault(i, good).apply(world);
    }
    return arguments;
  }

  /** Wrong order: before WSAStartup, and after the last WSACleanup. */
  private static void addOrder(
      Surface.Callable callable, ExecutorService thread, Map<String, String> rows)
      throws Exception {
    String name = callable.method().getName();
    if (callable.type() == Kernel32.class
        || !PublicFunctions.clientTypes().contains(callable.type())
        || name.equals("wsaStartup")) {
      return;
    }
    String before;
    Host host = new Host(Kernel.get());
    try (GridWorld world = make(thread)) {
      Ws2_32 unstarted = new Ws2_32(host);
      Object target = Surface.partOf(unstarted, callable.type());
      before = Outcome.of(thread, callable.method(), target, goodArguments(callable, world));
    } finally {
      host.close();
    }
    try (GridWorld world = make(thread)) {
      @Nullable Object[] arguments = goodArguments(callable, world);
      world.ws2.wsaCleanup();
      String after =
          Outcome.of(thread, callable.method(), callable.target().apply(world), arguments);
      rows.put(
          callable.label() + " order", "before startup=" + before + ", after cleanup=" + after);
    }
  }

  /** Good input when there is no handle left: only those who would need one say so. */
  private static void addExhaustion(
      Surface.Callable callable, ExecutorService thread, Map<String, String> rows)
      throws Exception {
    String outcome = withGoodInput(callable, thread, true);
    boolean alsoOtherwise =
        NO_MORE.contains(outcome) && outcome.equals(withGoodInput(callable, thread, false));
    if (NO_MORE.contains(outcome) && !alsoOtherwise) {
      rows.put(callable.label() + " exhaustion", "no handle left=" + outcome);
    }
  }

  private static String withGoodInput(
      Surface.Callable callable, ExecutorService thread, boolean exhausted) throws Exception {
    try (GridWorld world = make(thread)) {
      if (callable.label().startsWith("loopback.")) {
        world.useBase();
      }
      @Nullable Object[] arguments = goodArguments(callable, world);
      if (exhausted) {
        world.exhaust();
      }
      return Outcome.of(thread, callable.method(), callable.target().apply(world), arguments);
    }
  }

  // ---- the table

  private static void write(Map<String, String> rows) {
    StringBuilder text = new StringBuilder(HEAD);
    rows.forEach((row, outcomes) -> text.append(row).append(": ").append(outcomes).append('\n'));
    try {
      Files.writeString(TABLE, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> read() {
    Map<String, String> rows = new LinkedHashMap<>();
    try {
      if (Files.exists(TABLE)) {
        Files.readAllLines(TABLE).stream()
            .filter(line -> !line.startsWith("#") && !line.isBlank())
            .map(line -> line.split(": ", 2))
            .forEach(parts -> rows.put(parts[0], parts[1]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }
}
