package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.wsplab.grid.MemoryParameters.Place;
import dev.wsplab.grid.newcomer.TakesEverything;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No parameter of the public API that is a handle or memory is left out of the grid unseen. */
class GridIsCompleteTest {
  /** Parameters that the grid does not give bad values, with the reason. */
  private static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          // What the grid calls, by other names.
          Map.entry("spi.ExtensionFunction\\$\\w+\\..*", "Extensions calls them"),
          Map.entry("kernel.Kernel.closeAll.*", "Surface.LEFT_OUT says why"),
          Map.entry("host.Host\\..*", "behind the client"),
          Map.entry("host.\\w*(Cancelling|Client|Timing|Config)\\w*\\..*", "behind the client"),
          Map.entry("operation.(Operations|RoutineNesting|Held)\\..*", "behind the client"),
          Map.entry("provider.OverlappedResultRules\\..*", "behind the bases"),
          Map.entry("provider.network.Network(Socket)?\\..*", "behind the bases"),
          Map.entry("kernel.Host(Sockets|Poller)\\..*", "behind tcp; HostSocketsTest"),
          Map.entry("(spi.Windows|kernel.SystemWindows)\\..*", "behind WPUPostMessage"),
          Map.entry("spi.NativeFunctions(\\$Pointers)?.call\\(.*", "ExportedFunctionsTest"),
          Map.entry("facade.ClientFunctions.call\\(.*", "ExportedFunctionsTest"),
          Map.entry("provider.nativehost.ClientModule.call\\(.*", "calls code of the caller's own"),
          // What others implement: the library calls it, with values of its own.
          Map.entry("spi.(CompletionRoutine|LentMemoryWatch|BadAddressWatch)\\..*", "implemented"),
          Map.entry("spi.(UserApc|ConnectionAuthorizer)\\..*", "implemented"),
          Map.entry("spi.(BlockingCallbackResult\\$Block|Windows\\$Proc)\\w+\\..*", "implemented"),
          Map.entry("provider.network.ConnectionGate\\..*", "implemented"),
          Map.entry("kernel.(GuardedMemory\\$Over|HostPoller\\$Lis)\\w+\\..*", "implemented"),
          Map.entry("(host.Call|operation.Operation)Listener\\..*", "implemented"),
          Map.entry("facts.WindowsApi\\$Routine\\..*", "implemented"),
          Map.entry("(fltmgr.Memory|wfp.Wfp)Faults.fails\\(.*", "implemented"),
          // Arguments, not functions: bad ones of each are given to what takes them.
          Map.entry("spi.(FdSet|WsaBuffers|WsaMsg)\\..*", "arguments: BadValues"),
          Map.entry("spi.(Sockaddr|AuthorizationAnswer)\\..*", "arguments; SockaddrTest"),
          Map.entry("overlapped.Overlapped\\..*", "an argument; OverlappedTest"),
          Map.entry("kernel.NativeBlock\\..*", "numbers of bytes; NativeBlockTest"),
          Map.entry("kernel.SystemFile\\..*", "positions in a file; SystemFileTest"),
          Map.entry("kernel.AccessViolationException.<init>.*", "an address to tell of"),
          Map.entry("driver.BadPointerException.<init>.*", "an address to tell of"),
          // No addresses and no handles.
          Map.entry("assertj.\\w+\\..*", "values that are expected"),
          Map.entry("cli.Body\\$\\w+\\..*", "positions in a file"),
          Map.entry("conformance.\\w+\\..*", "the kit's own"),
          Map.entry("timing.(FaultPlan(\\$Builder)?|Timing)\\..*", "ordinals and seeds"),
          Map.entry("provider.loopback.LoopbackProvider\\$Builder\\..*", "names, seeds and counts"),
          Map.entry("timeline\\.\\w+\\..*", "a count of events"),
          Map.entry(
              "trace\\.OwedCompletion\\..*",
              "a number of an operation, and an address to look for"),
          // Other tables of functions, each with a memory of its own.
          Map.entry("driver.(\\w+Calls|NativeWords|Scheduler)\\..*", "drivers: WrongLevelTest"),
          Map.entry("fltmgr.\\w+\\..*", "minifilters: WrongLevelTest"),
          Map.entry("forefront.\\w+\\..*", "filters of Forefront: MisuseTest"),
          Map.entry("wfp.(packet.)?\\w+(\\$\\w+)?\\..*", "callouts: MisuseBugs"));

  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.wsplab");

  /** What no row of the grid is about. */
  private static List<String> missing(Stream<JavaClass> types) throws IOException {
    Set<String> rows = BadInputTest.TABLE.read().keySet();
    Set<Class<?>> called = Surface.types();
    return MemoryParameters.of(types).stream()
        .filter(place -> !isCalled(place.owner(), called) || !place.isIn(rows))
        .map(Place::toString)
        .toList();
  }

  /** It, a class that implements it, or an interface that it implements. */
  private static boolean isCalled(JavaClass owner, Set<Class<?>> called) {
    return called.stream().anyMatch(c -> owner.isAssignableTo(c) || owner.isAssignableFrom(c));
  }

  private static List<String> unexplained(List<String> missing) {
    return missing.stream()
        .filter(place -> LEFT_OUT.keySet().stream().noneMatch(place::matches))
        .toList();
  }

  @Test
  void givenPublicApi_whenAParameterIsAHandleOrMemory_thenTheGridHasItOrATableSaysWhyNot()
      throws IOException {
    List<String> missing = missing(LIBRARY.stream());

    assertThat(unexplained(missing)).as("in neither the grid nor the table").isEmpty();
    assertThat(LEFT_OUT.keySet())
        .as("none is without need")
        .allMatch(pattern -> missing.stream().anyMatch(place -> place.matches(pattern)));
  }

  @Test
  void givenRowsOfTheGrid_whenOneIsTakenAway_thenItsParameterIsMissed() throws IOException {
    Set<String> rows = BadInputTest.TABLE.read().keySet();
    List<Place> found =
        MemoryParameters.of(LIBRARY.stream()).stream()
            .filter(place -> isCalled(place.owner(), Surface.types()) && place.isIn(rows))
            .toList();

    assertThat(found).hasSizeGreaterThan(300);
    assertThat(found)
        .allSatisfy(
            place ->
                assertThat(
                        place.isIn(
                            rows.stream()
                                .filter(
                                    row -> !row.endsWith(place.function() + " #" + place.place()))
                                .collect(Collectors.toSet())))
                    .isFalse());
  }

  @Test
  void givenNewPublicType_whenItTakesAnAddressAMessageANameOrASet_thenEachIsMissed()
      throws IOException {
    Stream<JavaClass> newcomer =
        new ClassFileImporter().importPackages(TakesEverything.class.getPackageName()).stream();

    assertThat(unexplained(missing(newcomer)))
        .containsExactly(
            "grid.newcomer.TakesEverything.<init>(long) #1",
            "grid.newcomer.TakesEverything.address(int, long) #2",
            "grid.newcomer.TakesEverything.events(List) #1",
            "grid.newcomer.TakesEverything.message(WsaMsg) #1",
            "grid.newcomer.TakesEverything.name(Sockaddr) #1",
            "grid.newcomer.TakesEverything.sets(FdSet[]) #1");
  }
}
