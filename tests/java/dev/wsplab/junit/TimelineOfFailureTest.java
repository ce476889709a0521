package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of {@link WithWinsock} can look at after a failure. */
class TimelineOfFailureTest {
  @TempDir Path folder;

  private CaseRun run(Class<?> cases) {
    return CaseRun.of(cases, "wsplab.timelines", folder.toString());
  }

  private List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String note(Throwable failure) {
    return Arrays.stream(failure.getSuppressed())
        .filter(TimelineNote.class::isInstance)
        .map(Throwable::getMessage)
        .findFirst()
        .orElse("");
  }

  /** WSP-ERR-1. */
  @Test
  void givenBrokenRule_whenTheTestFails_thenItNamesAPageThatShowsTheRule() throws IOException {
    CaseRun run = run(ViolatingCases.ByDefault.class);

    Path page = pages().get(0);
    assertThat(page.getFileName())
        .hasToString("dev.wsplab.junit.ViolatingCases.ByDefault.passesButForTheLayer.html");
    assertThat(note(run.failure())).contains(page.toAbsolutePath().toString());
    assertThat(run.reported("wsplab.timeline")).contains(page.toAbsolutePath().toString());
    assertThat(Files.readString(page))
        .contains("<title>ViolatingCases.ByDefault · ")
        .contains("WSP-ERR-1", "OddErrorLayer", "WSPListen")
        .contains(
            "\"failure\":{\"text\":\"dev.wsplab.verifier.ContractViolationError: 1 broken rule:");
  }

  @Test
  void givenReportsThatTakeFiles_whenATestFails_thenTheyGetThePage(@TempDir Path files)
      throws IOException {
    CaseRun run =
        CaseRun.publishing(
            ViolatingCases.ByDefault.class, files, "wsplab.timelines", folder.toString());

    assertThat(run.published())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.getMediaType()).hasValue("text/html; charset=UTF-8");
              assertThat(file.getPath().getParent()).isEqualTo(files);
              assertThat(file.getPath()).hasSameBinaryContentAs(pages().get(0));
            });
    assertThat(note(run.failure())).contains("its timeline, for a browser");
  }

  /** As most of ours: the test kit has no such place unless it is given one. */
  @Test
  void givenReportsThatTakeNoFiles_whenATestFails_thenItsFailureNamesThePageAllTheSame() {
    CaseRun run = run(ViolatingCases.ByDefault.class);

    assertThat(run.published()).isEmpty();
    assertThat(run.failure().getSuppressed()).hasSize(1);
    assertThat(note(run.failure())).contains("its timeline, for a browser");
  }

  @Test
  void givenTestThatFailsItself_whenItEnds_thenItsFailureNamesThePage() throws IOException {
    Throwable failure = run(ViolatingCases.AfterAFailure.class).failure();

    assertThat(failure).hasMessageContaining("the test's own failure");
    assertThat(note(failure)).contains(pages().get(0).toAbsolutePath().toString());
    assertThat(Files.readString(pages().get(0)))
        .containsPattern(
            "\"failure\":\\{\"text\":\"[\\w.]+Error: .{0,4}the test's own failure.*\","
                + "\"where\":\"ViolatingCases.java:\\d+\",\"at\":[1-9]\\d+}");
  }

  @Test
  void givenTestThatPasses_whenItEnds_thenNothingIsWritten() throws IOException {
    assertThat(run(ViolatingCases.Reported.class).succeeded()).isEqualTo(1);

    assertThat(pages()).isEmpty();
  }

  @Test
  void givenPageOfAnEarlierRun_whenTheTestPasses_thenThePageIsGone() throws IOException {
    Path earlier =
        Files.createFile(
            folder.resolve("dev.wsplab.junit.ViolatingCases.Reported.decidesItself.html"));
    Path another = Files.createFile(folder.resolve("another.html"));

    run(ViolatingCases.Reported.class);

    assertThat(earlier).doesNotExist();
    assertThat(another).exists();
  }

  @Test
  void givenTestsOfOneName_whenAllFail_thenEachHasAPageOfItsOwn() throws IOException {
    CaseRun run = run(ViolatingCases.ManyOfOneName.class);

    assertThat(run.failures()).hasSize(4);
    assertThat(pages()).hasSize(4);
    assertThat(run.failures().stream().map(TimelineOfFailureTest::note)).doesNotHaveDuplicates();
  }

  @Test
  void givenOff_whenATestFails_thenNothingIsWritten() {
    CaseRun run = CaseRun.of(ViolatingCases.ByDefault.class, "wsplab.timelines", "off");

    assertThat(note(run.failure())).isEmpty();
  }

  @Test
  void givenFolderThatCannotBeMade_whenATestFails_thenItsFailureStaysAndSaysWhy()
      throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    Throwable failure =
        CaseRun.of(ViolatingCases.ByDefault.class, "wsplab.timelines", file.toString()).failure();

    assertThat(failure).hasMessageContaining("WSP-ERR-1");
    assertThat(note(failure)).contains("no timeline could be written", "-Dwsplab.timelines=FOLDER");
  }
}
