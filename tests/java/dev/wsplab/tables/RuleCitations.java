package dev.wsplab.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which tests name which rules, read from the sources of the tests. */
final class RuleCitations {
  private static final Pattern ID =
      Pattern.compile("[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-[HS]?\\d+[a-d]?\\b");

  private static final Pattern METHOD =
      Pattern.compile("^  (?:public |protected )?void (?<name>\\w+)\\(.*");
  private static final Pattern CLASS =
      Pattern.compile("^(?:public )?(?:abstract |final )*class \\w+.*");
  private static final Pattern C_TEST = Pattern.compile("^static void (?<name>\\w+)\\(void\\).*");

  private final Set<String> rules;
  private final Map<String, List<Citation>> citations = new TreeMap<>();

  RuleCitations(Collection<String> rules) {
    this.rules = new HashSet<>(rules);
    files(Path.of("tests", "java"), ".java").forEach(this::readJava);
    // Tests that the command runs, too.
    files(Path.of("java", "dev", "wsplab", "facts"), ".java").forEach(this::readJava);
    files(Path.of("tests", "native"), ".c").forEach(this::readC);
  }

  /** The tests that name a rule, strongest first. */
  List<Citation> of(String rule) {
    return citations.getOrDefault(rule, List.of()).stream().sorted(Citation.STRONGEST).toList();
  }

  private static List<Path> files(Path folder, String suffix) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void readJava(Path file) {
    List<String> lines = Documents.read(file).lines().toList();
    String type = file.getFileName().toString().replace(".java", "");
    boolean everywhere = true;
    for (int i = 0; i < lines.size(); i++) {
      Matcher method = METHOD.matcher(lines.get(i));
      if (CLASS.matcher(lines.get(i)).matches()) {
        String head = headOf(lines, i);
        everywhere = !isRestricted(head);
        if (lines.stream().anyMatch(RuleCitations::isTest)) {
          cite(head, type, everywhere ? Citation.CLASS : Citation.SOMEWHERE);
        }
      } else if (method.matches() && headOf(lines, i).lines().anyMatch(RuleCitations::isTest)) {
        readTest(lines, i, type + "." + method.group("name"), everywhere, isBreaking(file));
      }
    }
  }

  /** Their tests play providers that break the rules. */
  private static boolean isBreaking(Path file) {
    Path folder = file.getParent();
    return folder.endsWith("verifier") || folder.endsWith("conformance");
  }

  private void readTest(
      List<String> lines, int start, String name, boolean everywhere, boolean breaking) {
    int about = breaking ? Citation.BROKEN : Citation.ABOUT;
    String head = headOf(lines, start);
    boolean here = everywhere && !isRestricted(head);
    cite(head + dashed(name), name, here ? about : Citation.SOMEWHERE);
    int end = start;
    while (!lines.get(end).equals("  }")) {
      end++;
    }
    String body = String.join("\n", lines.subList(start + 1, end));
    cite(body, name, here ? Citation.BESIDE : Citation.SOMEWHERE);
  }

  /** What stands before a declaration, up to the empty line: documentation and annotations. */
  private static String headOf(List<String> lines, int declaration) {
    int first = declaration;
    while (first > 0 && !lines.get(first - 1).isBlank()) {
      first--;
    }
    return String.join("\n", lines.subList(first, declaration)) + "\n";
  }

  private static boolean isTest(String line) {
    return line.matches("  @(Parameterized)?Test\\b.*");
  }

  private static boolean isRestricted(String head) {
    return head.matches("(?s).*@(EnabledOnOs|DisabledOnOs|EnabledForJreRange)\\b.*");
  }

  /** {@code thenItPends_WIN_55_DEC_9} as {@code thenItPends WIN-55 DEC-9}. */
  private static String dashed(String name) {
    Matcher matcher =
        Pattern.compile("_([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*?_[HS]?\\d+[a-d]?)(?![A-Za-z0-9])")
            .matcher(name);
    return matcher.replaceAll(found -> " " + found.group(1).replace('_', '-'));
  }

  private void readC(Path file) {
    List<String> lines = Documents.read(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher test = C_TEST.matcher(lines.get(i));
      if (test.matches()) {
        int end = i;
        while (!lines.get(end).equals("}")) {
          end++;
        }
        cite(
            headOf(lines, i) + String.join("\n", lines.subList(i, end)),
            file.getFileName() + ": " + test.group("name"),
            Citation.NATIVE);
      }
    }
  }

  private void cite(String text, String test, int rank) {
    ID.matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(rules::contains)
        .distinct()
        .forEach(
            rule ->
                citations
                    .computeIfAbsent(rule, r -> new ArrayList<>())
                    .add(new Citation(test, rank)));
  }
}
