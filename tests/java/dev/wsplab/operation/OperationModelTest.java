package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The model that scripts/model checks speaks of the same states and transitions as {@link
 * Operation}, and of rules that exist.
 */
class OperationModelTest {
  private static final Path MODEL = Path.of("tests/model/operation.pml");
  private static final Path VARIANTS = Path.of("tests/model/variants.txt");
  private static final Pattern STATES = Pattern.compile("mtype:state = \\{([^}]*)}");
  private static final Pattern RULES = Pattern.compile("mtype = \\{([^}]*)}");
  private static final Pattern TRANSITION =
      Pattern.compile("(?ms)^inline (\\w+)\\(r, first\\) \\{(.*?)}$");
  private static final Pattern MOVE = Pattern.compile("move\\(r, (\\w+), (\\w+), first\\)");
  private static final Pattern VARIANT = Pattern.compile("(?m)^(\\w+) +([A-Z0-9-]+)(?: +stuck)?$");

  /** How Operation changes its state, by the name that the model gives it. */
  private static final Map<String, Consumer<Operation>> TRANSITIONS =
      Map.of(
          "pended", Operation::pended,
          "failedToStart", Operation::failedToStart,
          "completed", operation -> operation.completed(0),
          "delivered", Operation::delivered);

  /** How a new operation comes into a state. */
  private static final Map<OperationState, Consumer<Operation>> WAYS =
      Map.of(
          OperationState.STARTING, operation -> {},
          OperationState.PENDING, Operation::pended,
          OperationState.COMPLETED, operation -> operation.completed(0),
          OperationState.DELIVERED,
              operation -> {
                operation.completed(0);
                operation.delivered();
              },
          OperationState.FAILED_TO_START, Operation::failedToStart);

  private static Operation in(OperationState state) {
    Operation operation =
        new Operation(
            1,
            1,
            OperationKind.RECV,
            new SocketHandle(4),
            Overlapped.at(0x1000),
            false,
            Held.of("held", Held.nothing(), 0),
            null);
    WAYS.get(state).accept(operation);
    assertThat(operation.state()).isEqualTo(state);
    return operation;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).replace("\r\n", "\n");
  }

  private static List<String> names(Pattern list) throws IOException {
    Matcher found = list.matcher(read(MODEL));
    assertThat(found.find()).as("%s in %s", list, MODEL).isTrue();
    return Arrays.stream(found.group(1).split(",")).map(String::strip).toList();
  }

  /** Each as {@code name: FROM to TO}. */
  private static Set<String> transitionsOfTheModel() throws IOException {
    Set<String> found = new TreeSet<>();
    Matcher inline = TRANSITION.matcher(read(MODEL));
    while (inline.find()) {
      Matcher move = MOVE.matcher(inline.group(2));
      while (move.find()) {
        if (TRANSITIONS.containsKey(inline.group(1))) {
          found.add(inline.group(1) + ": " + move.group(1) + " to " + move.group(2));
        }
      }
    }
    return found;
  }

  private static Set<String> transitionsOfTheOperation() {
    Set<String> found = new TreeSet<>();
    for (OperationState from : OperationState.values()) {
      TRANSITIONS.forEach(
          (name, transition) -> {
            Operation operation = in(from);
            transition.accept(operation);
            if (operation.state() != from) {
              found.add(name + ": " + from + " to " + operation.state());
            }
          });
    }
    return found;
  }

  @Test
  void givenModelAndEnum_whenCompared_thenTheyHaveTheSameStates() throws IOException {
    assertThat(names(STATES))
        .containsExactly(
            Arrays.stream(OperationState.values()).map(Enum::name).toArray(String[]::new));
  }

  @Test
  void givenModelAndOperation_whenCompared_thenTheyHaveTheSameTransitions() throws IOException {
    assertThat(transitionsOfTheModel()).isNotEmpty().isEqualTo(transitionsOfTheOperation());
  }

  @Test
  void givenRulesOfTheModel_whenLookedUp_thenEachExistsAndAVariantBreaksIt() throws IOException {
    String rules =
        read(Path.of("docs/rules/winsock-spi.md")) + read(Path.of("docs/rules/windows-facts.md"));
    Set<String> broken =
        VARIANT
            .matcher(read(VARIANTS))
            .results()
            .map(result -> result.group(2))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> held =
        names(RULES).stream()
            .map(rule -> rule.replace('_', '-'))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(broken).isEqualTo(held);
    assertThat(held)
        .allSatisfy(
            rule ->
                assertThat(rules).containsPattern("[-*|] \\**" + rule.replace("-", "[-]") + "\\b"));
  }

  @Test
  void givenVariants_whenLookedForInTheModel_thenEachStandsThere() throws IOException {
    List<String> inTheModel =
        Pattern.compile("(?m)^#(?:ifn?def|if defined\\(|elif defined\\() ?(\\w+)")
            .matcher(read(MODEL))
            .results()
            .map((MatchResult result) -> result.group(1))
            .filter(name -> !name.equals("ONLY"))
            .distinct()
            .toList();
    assertThat(VARIANT.matcher(read(VARIANTS)).results().map(result -> result.group(1)))
        .containsExactlyInAnyOrderElementsOf(inTheModel);
  }
}
