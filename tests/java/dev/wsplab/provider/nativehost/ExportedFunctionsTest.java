package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.facade.ClientFunctions;
import dev.wsplab.grid.GridTable;
import dev.wsplab.host.Host;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.nativehost.ExportedFunction.Parameter;
import dev.wsplab.spi.Sockaddr;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The grid of bad input for the functions that the shim exports to modules: each is called through
 * its trampoline, as a module calls it, with every bad value of every parameter. {@code
 * tests/resources/tables/bad-input-exports.txt} says what comes of it; an exported function or a
 * parameter that is not there fails the test. Nothing here ends the JVM.
 */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
@EnabledOnOs(OS.LINUX)
class ExportedFunctionsTest {
  private static final int LIMIT_SECONDS = 60;
  private static final long NEVER = 0x7FFF_FFF0L;
  private static final int CREATE_SUSPENDED = 4;

  private static final GridTable TABLE =
      new GridTable(
          Path.of("tests", "resources", "tables", "bad-input-exports.txt"),
          """
          # What every function that modules import says to bad input: one argument is bad, the others are of the kind
          # that the prototype asks for; "good": none is bad. A number is the error, in errno, as last error or as what the
          # function returns; failed: it gives its value for a failure, and no error; ok: it gives another value.
          # 997 then: what GetOverlappedResult says of the request, once its peer had done its part.
          # "order": with good arguments, before WSAStartup and after WSACleanup. refused: nobody serves it, which the log
          # says, and it fails.
          # Errors that the function's page does not list: 998 of kernel32's functions for bad memory, 6 for a handle that is
          # none, 126, 127 and 1816 (these pages list none); 10014 of ioctls' kin, AcceptEx and waits likewise; 10022 of
          # ioctlsocket for an unknown command (page WSAIoctl), of WSAGetOverlappedResult for null (GOR-9); 10038 of WSAPoll
          # without a socket, where the page says 10022; 11003 of WSC...ProviderInfo (WIN-61); 10093 of WSAPoll.
          # Written by scripts/tables, compared by ExportedFunctionsTest.
          """);

  /** Calls as a module does. */
  @FunctionalInterface
  private interface Caller {
    long call(String function, long... words);
  }

  /** What the library's own code threw in a call, and the thread's handler was told. */
  private final List<Throwable> thrown = new CopyOnWriteArrayList<>();

  /** Functions that are not called, with the reason. */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "ExitThread", "ends the thread that calls; EndingThreadsTest",
          "CreateThread", "starts code at an address; NativeThreadsTest");

  /** What is given as good does not succeed here, by function, and why. */
  private static final Map<String, String> WITHOUT_SUCCESS =
      Map.of(
          "WSC(En|In|Un|Write)\\w*(NSProvider|NameSpace)\\w*", "no namespaces here",
          "WSAGetQOSByName|WSAJoinLeaf", "refused by the bases");

  /** Addresses that say nothing: each is answered as the good one is, by row, and why. */
  private static final Map<String, String> NOT_LOOKED_AT =
      Map.ofEntries(
          Map.entry("W(SC|PU)\\w+ #\\d err(or|no)(_out)?", "written when the call fails"),
          Map.entry("(WSAGetQOSByName|WSAJoinLeaf) .*", "refused whatever they are"),
          Map.entry("WSAConnect #5 calleeData", "no base here has data of connecting"),
          Map.entry("CreateEvent[AW] #1 attributes", "nothing is inherited here"),
          Map.entry("CreateEvent[AW] #4 name", "events have no names here"),
          Map.entry("PostQueuedCompletionStatus #4 overlapped", "IOCP-POST-1: not looked at"));

  /** Of the loader, which is served to providers alone. */
  private static final Set<String> PROVIDERS_ALONE =
      Set.of(
          "ExpandEnvironmentStringsA",
          "ExpandEnvironmentStringsW",
          "FreeLibrary",
          "GetModuleFileNameA",
          "GetModuleFileNameW",
          "GetModuleHandleA",
          "GetModuleHandleExA",
          "GetModuleHandleExW",
          "GetModuleHandleW",
          "GetProcAddress",
          "LoadLibraryA",
          "LoadLibraryExA",
          "LoadLibraryExW",
          "LoadLibraryW");

  /** Pointers without which a function waits as long as it takes: null is not tried. */
  private static final Map<String, String> WAIT_FOREVER_WITHOUT =
      Map.of("select", "timeout", "WSAProviderConfigChange", "overlapped");

  @Test
  void givenEveryFunctionThatModulesImport_whenLookedUp_thenTheShimExportsIt() throws Exception {
    URL file =
        Kernel.class.getResource(
            "/" + Platform.RESOURCE_PREFIX + "/" + System.mapLibraryName("wsplab-shim"));

    try (NativeLibrary shim = NativeLibrary.getInstance(Path.of(file.toURI()).toString())) {
      for (ExportedFunction function : ExportedFunction.all()) {
        assertThat(shim.getGlobalVariableAddress("wsplab_" + function.name())).isNotNull();
      }
    }
  }

  @Test
  void givenEveryExportedFunction_whenOneArgumentIsBad_thenTheErrorOfTheTable() throws Exception {
    Map<String, String> expected = TABLE.read();
    Map<String, String> actual = new LinkedHashMap<>();
    ExecutorService thread = Executors.newSingleThreadExecutor(this::listening);
    try {
      for (ExportedFunction function : ExportedFunction.all()) {
        if (!LEFT_OUT.containsKey(function.name())) {
          Future<?> rows =
              thread.submit(
                  () -> {
                    addRows(function, actual);
                    return null;
                  });
          rows.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
      }
    } finally {
      thread.shutdownNow();
    }
    if (Boolean.getBoolean("wsplab.tables.write")) {
      TABLE.write(actual);
      expected = TABLE.read();
    }
    assertThat(unexplained(actual)).as("good calls that fail").isEmpty();
    assertThat(notLookedAt(actual)).as("addresses that say nothing").isEmpty();
    assertThat(actual.keySet()).as("functions and parameters").isEqualTo(expected.keySet());
    assertThat(GridTable.differences(expected, actual)).as("expected, then what came").isEmpty();
  }

  /** What docs/native.md says of providers on Linux. */
  @Test
  void givenProvider_whenItCallsWhatApplicationsHave_thenItGetsItButForThreadsThatWaitAndMessages()
      throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor(this::listening);
    try {
      Map<String, String> outcomes =
          thread.submit(this::ofProvider).get(LIMIT_SECONDS, TimeUnit.SECONDS);

      assertThat(outcomes)
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "ReadFile", "ok",
                  "ReadFileEx", "ok",
                  "WriteFileEx", "ok",
                  "CancelIo", "ok",
                  "CreateThread", "120",
                  "ResumeThread", "6",
                  "PostMessageW", "refused"));
    } finally {
      thread.shutdownNow();
    }
  }

  private Map<String, String> ofProvider() throws Exception {
    Map<String, String> outcomes = new LinkedHashMap<>();
    for (ExportedFunction function : ExportedFunction.all()) {
      String name = function.name();
      if (name.matches(
          "((Read|Write)FileEx|ReadFile|CancelIo|(Create|Resume)Thread|PostMessageW)")) {
        try (ImportingWorld world = new ImportingWorld(true)) {
          long[] words =
              name.equals("CreateThread")
                  ? new long[] {0, 0, ExportedArguments.HARMLESS, 0, CREATE_SUSPENDED, 0}
                  : ExportedArguments.good(world, function);
          outcomes.put(name, outcome(world, function, words, -1));
        }
      }
    }
    return outcomes;
  }

  /** Where nobody could see what a bad argument does, and what the table says without need. */
  private static List<String> unexplained(Map<String, String> rows) {
    List<String> failing =
        rows.entrySet().stream()
            .filter(row -> row.getKey().endsWith(" good"))
            .filter(row -> !row.getValue().matches("all=(ok|997 then ok|refused)"))
            .map(row -> row.getKey().replace(" good", ""))
            .toList();
    return withoutReason(failing, WITHOUT_SUCCESS.keySet());
  }

  /** Where a bad address gives what the good one gives, whatever it is. */
  private static List<String> notLookedAt(Map<String, String> rows) {
    List<String> same = new ArrayList<>();
    rows.forEach(
        (row, outcomes) -> {
          String good = rows.get(row.replaceFirst(" .*", " good")).replace("all=", "");
          if (outcomes.contains("hole=")
              && Stream.of(outcomes.split(", ")).allMatch(one -> one.endsWith("=" + good))) {
            same.add(row);
          }
        });
    return withoutReason(same, NOT_LOOKED_AT.keySet());
  }

  /** Names that no pattern covers, and patterns that cover no name. */
  private static List<String> withoutReason(List<String> names, Set<String> patterns) {
    List<String> wrong = new ArrayList<>(names);
    wrong.removeIf(name -> patterns.stream().anyMatch(name::matches));
    patterns.stream()
        .filter(pattern -> names.stream().noneMatch(name -> name.matches(pattern)))
        .forEach(stale -> wrong.add("without need: " + stale));
    return wrong;
  }

  private Thread listening(Runnable work) {
    Thread thread = new Thread(work);
    thread.setUncaughtExceptionHandler((t, e) -> thrown.add(e));
    return thread;
  }

  private void addRows(ExportedFunction function, Map<String, String> rows) throws Exception {
    try (ImportingWorld world = world(function)) {
      String outcome = outcome(world, function, ExportedArguments.good(world, function), -1);
      rows.put(function.name() + " good", "all=" + outcome);
      if (outcome.equals("refused")) {
        return;
      }
    }
    List<Parameter> parameters = function.parameters();
    for (int place = 0; place < parameters.size(); place++) {
      StringBuilder outcomes = new StringBuilder();
      for (Map.Entry<String, ToLongFunction<ImportingWorld>> bad :
          bad(function, parameters.get(place)).entrySet()) {
        try (ImportingWorld world = world(function)) {
          outcomes.append(outcomes.isEmpty() ? "" : ", ").append(bad.getKey()).append('=');
          long[] words = ExportedArguments.good(world, function);
          words[place] = bad.getValue().applyAsLong(world);
          outcomes.append(outcome(world, function, words, place));
        }
      }
      if (!outcomes.isEmpty()) {
        rows.put(
            function.name() + " #" + (place + 1) + " " + parameters.get(place).name(),
            outcomes.toString());
      }
    }
    if (!isForProviders(function)) { // a provider has ended by then
      try (ImportingWorld world = world(function)) {
        long[] words = ExportedArguments.good(world, function);
        world.winsock.ws2_32().wsaCleanup();
        String after = outcome(world, function, words, -1);
        rows.put(
            function.name() + " order",
            "before startup=" + beforeStartup(function) + ", after cleanup=" + after);
      }
    }
    addExhaustion(function, rows);
  }

  /** Of an application that has not called WSAStartup, with arguments that are good elsewhere. */
  private String beforeStartup(ExportedFunction function) throws Exception {
    try (ImportingWorld world = world(function)) {
      long[] words = ExportedArguments.good(world, function);
      Host host = new Host(Kernel.get());
      try (ImportingApplication application =
          new ImportingApplication(
              new ClientFunctions(new Ws2_32(host), new Kernel32(host), host.kernel()))) {
        return outcome(world, application::call, function, words, -1);
      } finally {
        host.close();
      }
    }
  }

  /** Good input when there is no handle left: a row for those who say so. */
  private void addExhaustion(ExportedFunction function, Map<String, String> rows) throws Exception {
    try (ImportingWorld world = world(function)) {
      long[] words = ExportedArguments.good(world, function);
      world.exhaust();
      String outcome = outcome(world, function, words, -1);
      if (!rows.get(function.name() + " good").equals("all=" + outcome)) {
        rows.put(function.name() + " exhaustion", "no handle left=" + outcome);
      }
    }
  }

  private static ImportingWorld world(ExportedFunction function) throws ModuleLoadException {
    return new ImportingWorld(isForProviders(function));
  }

  /** Others are for applications, which providers may be as well. */
  private static boolean isForProviders(ExportedFunction function) {
    return function.name().matches("(WPU|WSC)[A-Z].*") || PROVIDERS_ALONE.contains(function.name());
  }

  private String outcome(ImportingWorld world, ExportedFunction function, long[] words, int place) {
    return outcome(world, world::call, function, words, place);
  }

  /** What the call gives; a bad place for the error shows none. */
  private String outcome(
      ImportingWorld world, Caller caller, ExportedFunction function, long[] words, int place) {
    thrown.clear();
    Kernel.get().threads().setLastError(0);
    long result = caller.call(function.name(), words);
    int lastError = Kernel.get().threads().lastError();
    for (Throwable unexpected : thrown) {
      return unexpected instanceof UnsupportedOperationException
          ? "refused"
          : unexpected.getClass().getSimpleName();
    }
    int last = words.length - 1;
    String word =
        switch (function.failure()) {
          case "ERRNO_1" -> word((int) result == -1, place == last ? 0 : world.told(last));
          case "ERRNO_0" -> word((int) result == 0, place == last ? 0 : world.told(last));
          case "LAST_1" -> word((int) result == -1, lastError);
          case "LAST_0" -> word(result == 0, lastError);
          case "RETURN" -> word((int) result != 0, (int) result);
          default -> told(world, function, result, place);
        };
    return word.equals("997") ? word + ended(world, function, words) : word;
  }

  /** What a request that is pending ends with, once the others have done their part. */
  private static String ended(ImportingWorld world, ExportedFunction function, long[] words) {
    boolean indirect = function.parameters().get(0).name().equals("handle");
    long handle = indirect ? Kernel.get().memory().loadLong(words[0]) : words[0];
    int at = function.parameters().stream().map(Parameter::name).toList().indexOf("overlapped");
    world.othersAct(function.name(), handle);
    long done = world.call("GetOverlappedResult", handle, words[at], world.place(at + 1), 1);
    return " then " + (done != 0 ? "ok" : Kernel.get().threads().lastError());
  }

  /** Those that say nothing of an error: what they have done. */
  private static String told(
      ImportingWorld world, ExportedFunction function, long result, int place) {
    return switch (function.name()) {
      case "__WSAFDIsSet" -> result != 0 ? "ok" : "failed";
      case "GetAcceptExSockaddrs" -> {
        int error = Kernel.get().threads().lastError(); // which the library sets all the same
        boolean found = place == 5 || world.told(5) == Sockaddr.IPV4_SIZE;
        yield word(error != 0 || !found, error);
      }
      default -> "ok";
    };
  }

  private static String word(boolean failed, int error) {
    if (!failed) {
      return "ok";
    }
    return error == 0 ? "failed" : Integer.toString(error);
  }

  private static Map<String, ToLongFunction<ImportingWorld>> bad(
      ExportedFunction function, Parameter parameter) {
    Map<String, ToLongFunction<ImportingWorld>> values = new LinkedHashMap<>();
    if (parameter.isCode() || parameter.isTime()) {
      return values;
    }
    if (parameter.isSocket() || parameter.isHandle()) {
      values.put("never", w -> NEVER);
      values.put("0", w -> 0);
      values.put("-1", w -> -1);
      values.put("closed", w -> w.closed().value());
      values.put("event", w -> w.event.value());
      values.put("port", w -> w.port.value());
      values.put("foreign socket", w -> w.foreign().socket().value());
      values.put("foreign event", w -> w.foreign().event().value());
      values.put("foreign port", w -> w.foreign().port().value());
      values.put("foreign thread", w -> w.foreign().thread().value());
    } else if (parameter.isAddress()) {
      values.put("null", w -> 0);
      values.put("low", w -> 0x10);
      values.put("kernel's", w -> Long.MIN_VALUE);
      values.put("hole", w -> 0x0001_0000_0000_0000L);
      values.put("last", w -> -8);
      values.put("read-only", ImportingWorld::readOnly);
      values.put("gone", ImportingWorld::inaccessible);
      values.put("ends", w -> w.inaccessible() - 2);
      if (parameter.name().equals(WAIT_FOREVER_WITHOUT.get(function.name()))) {
        values.remove("null");
      }
    } else {
      values.put("0", w -> 0);
      values.put("-1", w -> -1);
      values.put("huge", w -> Integer.MAX_VALUE);
      values.put("lowest", w -> Integer.MIN_VALUE);
    }
    return values;
  }
}
