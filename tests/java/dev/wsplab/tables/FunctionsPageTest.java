package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.platform.OnWine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/functions.md says for every function in which test it succeeds. That is measured here: the
 * tests run once more, watched by {@link CallLog}.
 */
class FunctionsPageTest {
  /** Where no function of the table is called, or for too long. */
  private static final String NOT_MEASURED =
      "dev\\.wsplab\\.(tables|grid|differential|fuzz|load|cli|platform|archfixture)\\..*";

  private static final String FAILURES =
      "(?i).*(cancel|refus|bad|invalid|abort|wrong|fails|nobody|closed|without|error).*";

  private static final Path TO_COME =
      Path.of("tests", "resources", "tables", "functions-to-come.txt");

  private Set<String> toCome = Documents.list(TO_COME, function -> true).keySet();

  private final SortedSet<String> rows = FunctionRows.all(Documents.winsockSheets());

  private final FunctionsNamed named = new FunctionsNamed(rows);

  /** Simple name and method to the class's full name and method. */
  private final Map<String, String> tests =
      TestMethods.classes().stream()
          .filter(type -> !type.getName().matches(NOT_MEASURED))
          .filter(TestMethods::runsEverywhere)
          .flatMap(
              type ->
                  TestMethods.tests(type).stream()
                      .filter(TestMethods::runsEverywhere)
                      .filter(m -> !m.isAnnotationPresent(OnWine.class))
                      .map(m -> type.getName() + "." + m.getName())
                      .distinct())
          .collect(Collectors.toMap(FunctionsPageTest::shortName, name -> name));

  @Test
  void givenPage_whenItsTestsAreRunAndWatched_thenEveryFunctionSucceedsWhereItSays() {
    if (Documents.areWritten()) {
      writePage();
    }
    Map<Cell, String> page = FunctionsPage.read(Documents.read(Documents.FUNCTIONS));
    assertThat(Documents.read(Documents.FUNCTIONS))
        .as("docs/functions.md is as scripts/tables writes it")
        .isEqualTo(FunctionsPage.write(rows, page));
    assertThat(unmeasured(page)).isEqualTo(expectedWithoutTests(page));
    assertToCome(page);
    assertThat(bystanders(page))
        .as("cells whose test calls the function, and is about another")
        .isEmpty();
    Map<Cell, String> measured = new TreeMap<>(Comparator.comparing(Cell::toString));
    page.forEach(
        (cell, text) -> {
          if (text.startsWith("`")) {
            measured.put(cell, testOf(text));
          }
        });

    MeasuredRun.Found found = MeasuredRun.ofTests(new TreeSet<>(measured.values()));

    assertThat(found.failed()).isEmpty();
    assertThat(measured)
        .allSatisfy(
            (cell, test) -> assertThat(found.tests().get(cell)).as("%s", cell).contains(test));
  }

  /** Functions that the page says are to come are on the list, and the list has no others. */
  private void assertToCome(Map<Cell, String> page) {
    Set<String> onThePage = new TreeSet<>();
    page.forEach(
        (cell, text) -> {
          if (text.equals(FunctionsPage.NOT_YET)) {
            onThePage.add(cell.function());
          }
        });
    assertThat(toCome)
        .as("whoever has a test by now is taken off the list")
        .containsExactlyInAnyOrderElementsOf(onThePage);
  }

  /**
   * The cells whose test does not name the function: nearly every test calls some of them on its
   * way, which shows nothing.
   */
  private Set<String> bystanders(Map<Cell, String> page) {
    Set<String> cells = new TreeSet<>();
    page.forEach(
        (cell, text) -> {
          if (text.startsWith("`") && !isAbout(text.replace("`", ""), cell.function())) {
            cells.add(cell.function() + " " + cell.column().heading() + " " + text);
          }
        });
    return cells;
  }

  /** The cells that name no test, with what they say. */
  private static Map<Cell, String> unmeasured(Map<Cell, String> page) {
    Map<Cell, String> cells = new HashMap<>(page);
    cells.values().removeIf(text -> text.startsWith("`"));
    return cells;
  }

  /** What these cells may say: nothing is left to whoever edits the page. */
  private Map<Cell, String> expectedWithoutTests(Map<Cell, String> page) {
    Map<Cell, String> cells = new HashMap<>();
    for (Cell cell : unmeasured(page).keySet()) {
      cells.put(cell, withoutTest(cell));
    }
    return cells;
  }

  private String withoutTest(Cell cell) {
    if (!Kind.of(cell.function()).hasRole(cell.column())) {
      return FunctionsPage.NO_ROLE;
    }
    if (FunctionRows.REFUSED.containsKey(cell.function())) {
      return FunctionsPage.refused(cell);
    }
    return toCome.contains(cell.function())
        ? FunctionsPage.NOT_YET
        : "a test, which scripts/tables did not find";
  }

  private String testOf(String text) {
    String test = tests.get(text.substring(1, text.length() - 1));
    assertThat(test).as("a test that runs on every platform: %s", text).isNotNull();
    return test;
  }

  private static String shortName(String test) {
    return test.replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1");
  }

  // ---- writing

  private void writePage() {
    Map<Cell, String> before = FunctionsPage.read(Documents.read(Documents.FUNCTIONS));
    Set<String> classes =
        tests.values().stream()
            .map(test -> test.substring(0, test.lastIndexOf('.')))
            .collect(Collectors.toCollection(TreeSet::new));
    MeasuredRun.Found found = MeasuredRun.ofClasses(classes);
    Map<String, Integer> calls = new HashMap<>();
    found.tests().values().forEach(s -> s.forEach(test -> calls.merge(test, 1, Integer::sum)));
    Map<Cell, String> cells = new HashMap<>();
    List<Cell> empty = new ArrayList<>();
    for (String function : rows) {
      for (Column column : Column.values()) {
        Cell cell = new Cell(function, column);
        String text = text(cell, found, calls, before.getOrDefault(cell, ""));
        cells.put(cell, text);
        if (text.isEmpty()) {
          empty.add(cell);
        }
      }
    }
    Documents.write(Documents.FUNCTIONS, FunctionsPage.write(rows, cells));
    toCome =
        Documents.list(
                TO_COME,
                function ->
                    cells.entrySet().stream()
                        .anyMatch(
                            cell ->
                                cell.getKey().function().equals(function)
                                    && cell.getValue().equals(FunctionsPage.NOT_YET)))
            .keySet();
    assertThat(empty).as("cells without a test").isEmpty();
  }

  private String text(
      Cell cell, MeasuredRun.Found found, Map<String, Integer> calls, String before) {
    List<String> candidates =
        found.tests().getOrDefault(cell, Set.of()).stream()
            .filter(test -> !found.failed().containsKey(test))
            .map(FunctionsPageTest::shortName)
            .filter(tests::containsKey)
            .toList();
    if (!Kind.of(cell.function()).hasRole(cell.column())
        || FunctionRows.REFUSED.containsKey(cell.function())
        || candidates.isEmpty()) {
      String text = withoutTest(cell);
      return text.startsWith("a test") ? "" : text;
    }
    if (isKept(before, candidates, cell.function())) {
      return before;
    }
    return "`"
        + candidates.stream()
            .min(
                Comparator.<String>comparingInt(test -> rank(test, cell.function()))
                    .thenComparing(test -> !test.startsWith("EveryFunctionTest."))
                    .thenComparing(test -> calls.getOrDefault(tests.get(test), 0))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow()
        + "`";
  }

  /** The test that stood there before stays, unless another one is rather about the function. */
  private boolean isKept(String before, List<String> candidates, String function) {
    if (!before.startsWith("`")) {
      return false;
    }
    String test = before.substring(1, before.length() - 1);
    return candidates.contains(test)
        && candidates.stream().noneMatch(t -> isRather(t, test, function));
  }

  private boolean isRather(String other, String test, String function) {
    return rank(other, function) < rank(test, function);
  }

  /** The lower, the better the test shows that the function succeeds. */
  private int rank(String test, String function) {
    return (isAbout(test, function) ? 0 : 2) + (test.matches(FAILURES) ? 1 : 0);
  }

  /** Whether the test's name says the function's, with or without its prefix. */
  private boolean isAbout(String test, String function) {
    return named.names(test.substring(test.indexOf('.') + 1), function);
  }
}
