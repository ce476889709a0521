package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No public type that takes a handle or memory is left out of the grid unseen. */
class GridIsCompleteTest {
  /** Types that the grid does not call, with the reason. */
  private static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry("spi.ExtensionFunction\\$\\w+", "Extensions calls them"),
          Map.entry("spi.(FdSet|WsaBuffers)", "arguments of functions, not functions"),
          Map.entry("spi.(CompletionRoutine|LentMemoryWatch)", "what others implement"),
          Map.entry("spi.(\\w+Result|SendMsgData)", "results and data"),
          Map.entry("assertj.\\w+", "assertions about results"),
          Map.entry("conformance.\\w+(\\$\\w+)?", "the kit's own"),
          Map.entry("forefront.FwxFiles", "another table of functions: MisuseTest"),
          Map.entry("host.(Host|\\w*(Cancelling|Client|Timing|Config)\\w*)", "behind the client"),
          Map.entry("operation.(Operations|RoutineNesting)", "behind the client"),
          Map.entry("provider.OverlappedResultRules", "behind the bases"));

  private static Stream<JavaClass> publicTypes() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.wsplab")
            .stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .sorted(Comparator.comparing(JavaClass::getName));
  }

  private static boolean takesHandleOrMemory(JavaClass type) {
    return type.getMethods().stream()
        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
        .flatMap(method -> method.getRawParameterTypes().stream())
        .anyMatch(
            parameter ->
                Stream.of(
                        Handle.class,
                        ThreadId.class,
                        Overlapped.class,
                        WsaBuffers.class,
                        NativeBlock.class)
                    .anyMatch(parameter::isAssignableTo));
  }

  @Test
  void givenPublicTypes_whenTheyTakeHandlesOrMemory_thenTheGridCallsThemOrATableSaysWhyNot() {
    Set<Class<?>> called = Surface.types();
    List<String> missing = new ArrayList<>();
    publicTypes()
        .filter(GridIsCompleteTest::takesHandleOrMemory)
        .filter(type -> called.stream().noneMatch(type::isAssignableTo))
        .map(type -> type.getName().replace("dev.wsplab.", ""))
        .forEach(missing::add);

    assertThat(missing)
        .as("in neither the grid nor the table")
        .allMatch(name -> LEFT_OUT.keySet().stream().anyMatch(name::matches));
    assertThat(LEFT_OUT.keySet())
        .as("none is without need")
        .allMatch(pattern -> missing.stream().anyMatch(name -> name.matches(pattern)));
  }
}
