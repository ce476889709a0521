package dev.wsplab.grid;

import dev.wsplab.client.Kernel32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.tables.PublicFunctions;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of the grid: what a function says to bad input, by the place of the bad argument. */
final class GridRows {
  /** What a call with good arguments gives: success, or that the operation is pending. */
  static final Set<String> GOOD = Set.of("ok", "997");

  private final Caller caller;
  private final Map<String, String> rows;

  GridRows(Caller caller, Map<String, String> rows) {
    this.caller = caller;
    this.rows = rows;
  }

  /** Every bad value of every parameter, and those that fail in pairs. */
  void addValues(Surface.Callable callable) throws Exception {
    Type[] types = callable.method().getGenericParameterTypes();
    Map<Integer, BadValues.Maker> failing = new LinkedHashMap<>();
    Map<Integer, BadValues.Maker> nulls = new LinkedHashMap<>();
    for (int place = 0; place < types.length; place++) {
      StringBuilder outcomes = new StringBuilder();
      for (Map.Entry<String, BadValues.Maker> bad : BadValues.bad(types[place]).entrySet()) {
        if (isTried(callable, place, bad.getKey())) {
          String outcome = caller.call(callable, Map.of(place, bad.getValue()));
          outcomes.append(outcomes.isEmpty() ? "" : ", ");
          outcomes.append(bad.getKey()).append('=').append(outcome);
          if (bad.getKey().equals("null") && outcome.matches("\\d+") && !GOOD.contains(outcome)) {
            nulls.put(place, bad.getValue());
          }
          // What null means differs too much, and huge from run to run.
          boolean telling = !bad.getKey().equals("null") && !bad.getKey().equals("huge");
          if (telling && outcome.matches("\\d+") && !GOOD.contains(outcome)) {
            failing.putIfAbsent(place, bad.getValue());
          }
        }
      }
      if (!outcomes.isEmpty()) {
        rows.put(callable.label() + " #" + (place + 1), outcomes.toString());
      }
    }
    addPairs(callable, failing, "pairs");
    addPairs(callable, nulls, "nulls");
  }

  private static boolean isTried(Surface.Callable callable, int place, String bad) {
    String name = callable.method().getName();
    Class<?>[] types = callable.method().getParameterTypes();
    boolean endless =
        bad.equals("null") && Surface.WAIT_FOREVER_WITHOUT.getOrDefault(name, -1) == place;
    // What lies behind a block of the library's own differs from run to run.
    boolean unknown = bad.equals("huge") && List.of(types).contains(NativeBlock.class);
    return !endless && !unknown && !Surface.TIMEOUTS.getOrDefault(name, Set.of()).contains(place);
  }

  /** Which error wins when two arguments are bad, each of which fails by itself. */
  private void addPairs(
      Surface.Callable callable, Map<Integer, BadValues.Maker> failing, String kind)
      throws Exception {
    List<String> outcomes = new ArrayList<>();
    for (int first : failing.keySet()) {
      for (int second : failing.keySet()) {
        if (first < second) {
          String outcome =
              caller.call(callable, Map.of(first, failing.get(first), second, failing.get(second)));
          outcomes.add("#" + (first + 1) + " and #" + (second + 1) + "=" + outcome);
        }
      }
    }
    if (!outcomes.isEmpty()) {
      rows.put(callable.label() + " " + kind, String.join(", ", outcomes));
    }
  }

  /** Wrong order: before WSAStartup, and after the last WSACleanup. */
  void addOrder(Surface.Callable callable) throws Exception {
    if (AutoCloseable.class.isAssignableFrom(callable.type())) {
      rows.put(callable.label() + " order", "after close=" + caller.callAfterClose(callable));
      return;
    }
    if (callable.type() == Kernel32.class
        || !PublicFunctions.clientTypes().contains(callable.type())
        || callable.method().getName().equals("wsaStartup")) {
      return;
    }
    String before = caller.callBeforeStartup(callable);
    String after = caller.callAfter(callable, world -> world.ws2.wsaCleanup());
    rows.put(callable.label() + " order", "before startup=" + before + ", after cleanup=" + after);
  }

  /** Good input when nothing is left: only those who would need it say so. */
  void addExhaustion(Surface.Callable callable) throws Exception {
    String good = caller.call(callable, Map.of()).replaceFirst(" then .*", "");
    List<String> outcomes = new ArrayList<>();
    String withoutHandles = caller.callAfter(callable, GridWorld::exhaust);
    if (!withoutHandles.equals(good)) {
      outcomes.add("no handle left=" + withoutHandles);
    }
    String withoutRequests = caller.callAfter(callable, GridWorld::useUpRequests);
    if (!withoutRequests.equals(good)) {
      outcomes.add("no request left=" + withoutRequests);
    }
    if (!outcomes.isEmpty()) {
      rows.put(callable.label() + " exhaustion", String.join(", ", outcomes));
    }
  }
}
