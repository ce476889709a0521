package dev.wsplab.timeline;

import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the page's scripts read: the chart in columns, each text once. The scripts' names for the
 * columns are those of the records.
 */
final class PageData {
  private static final int NO_WORDS = -1;

  private final Json json;
  private final List<String> texts = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();

  private PageData(Writer out) {
    this.json = new Json(out);
  }

  static void write(
      String title, long forgotten, Chart chart, @Nullable Failure failure, Writer out)
      throws IOException {
    new PageData(out).write(title, forgotten, chart, failure);
  }

  private void write(String title, long forgotten, Chart chart, @Nullable Failure failure)
      throws IOException {
    json.begin('{').member("title", title).member("forgotten", forgotten);
    json.member("length", chart.length());
    if (failure != null) {
      json.name("failure").begin('{').member("text", failure.text());
      json.member("where", failure.where()).member("at", chart.failedAt()).end('}');
    }
    lanes(chart.lanes());
    bars(chart.bars());
    marks(chart.marks());
    arrows(chart.arrows());
    flaws(chart.flaws());
    json.name("texts").begin('[');
    for (String text : texts) {
      json.text(text);
    }
    json.end(']').end('}');
  }

  private void lanes(List<Lane> lanes) throws IOException {
    json.name("lanes").begin('[');
    for (Lane lane : lanes) {
      json.begin('{')
          .member("kind", lane.kind().name())
          .member("name", lane.name())
          .member("rows", lane.rows())
          .end('}');
    }
    json.end(']');
  }

  private void bars(List<Bar> bars) throws IOException {
    json.name("bars").begin('{');
    column("kind", bars, bar -> bar.kind().ordinal());
    column("lane", bars, Bar::lane);
    column("row", bars, Bar::row);
    steps("begin", bars, Bar::begin);
    column("time", bars, bar -> bar.end() - bar.begin());
    column("open", bars, bar -> bar.isOpen() ? 1 : 0);
    column("name", bars, bar -> place(bar.name()));
    column("provider", bars, bar -> place(bar.provider()));
    column("thread", bars, bar -> place(bar.thread()));
    steps("operation", bars, Bar::operation);
    column("socket", bars, Bar::socket);
    column("overlapped", bars, bar -> place(Long.toHexString(bar.overlapped())));
    column("error", bars, bar -> errorPlace(bar.error()));
    column("bytes", bars, bar -> place(Long.toUnsignedString(bar.bytes())));
    column("words", bars, bar -> place(bar.words()));
    stacks(bars, Bar::nativeStack);
    json.end('}');
  }

  private void marks(List<Mark> marks) throws IOException {
    json.name("marks").begin('{');
    steps("operation", marks, Mark::operation);
    column("lane", marks, Mark::lane);
    steps("at", marks, Mark::time);
    column("step", marks, mark -> place(mark.event().step()));
    column("error", marks, mark -> errorPlace(mark.event().error()));
    column("bytes", marks, mark -> place(Long.toUnsignedString(mark.event().bytes())));
    column("words", marks, mark -> place(mark.event().words()));
    column("place", marks, mark -> place(mark.event().place()));
    stacks(marks, mark -> mark.event().nativeStack());
    json.end('}');
  }

  private void arrows(List<Arrow> arrows) throws IOException {
    json.name("arrows").begin('{');
    steps("operation", arrows, Arrow::operation);
    column("fromLane", arrows, Arrow::fromLane);
    steps("from", arrows, Arrow::fromTime);
    column("toLane", arrows, Arrow::toLane);
    column("time", arrows, arrow -> arrow.toTime() - arrow.fromTime());
    json.end('}');
  }

  private void flaws(List<Flaw> flaws) throws IOException {
    json.name("flaws").begin('[');
    for (Flaw flaw : flaws) {
      Violation v = flaw.found().violation();
      json.begin('{')
          .member("lane", flaw.lane())
          .member("at", flaw.time())
          .member("operation", flaw.found().operation())
          .member("thread", flaw.found().thread())
          .member("rule", v.rule())
          .member("provider", v.provider())
          .member("what", v.what())
          .member("expected", v.expected())
          .member("seen", v.seen())
          .member("remedy", v.remedy())
          .end('}');
    }
    json.end(']');
  }

  private <T> void column(String name, List<T> rows, ToLongFunction<T> value) throws IOException {
    json.name(name).begin('[');
    for (T row : rows) {
      json.number(value.applyAsLong(row));
    }
    json.end(']');
  }

  /** What few rows have: the numbers of those rows, and the frames of each as one text. */
  private <T> void stacks(List<T> rows, Function<T, List<String>> stack) throws IOException {
    List<Integer> having = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (!stack.apply(rows.get(i)).isEmpty()) {
        having.add(i);
      }
    }
    json.name("stacks").begin('{');
    steps("row", having, Integer::longValue);
    column("frames", having, i -> place(String.join("\n", stack.apply(rows.get(i)))));
    json.end('}');
  }

  /** What mostly grows: each as the difference from the one before, which is shorter. */
  private <T> void steps(String name, List<T> rows, ToLongFunction<T> value) throws IOException {
    json.name(name).begin('[');
    long last = 0;
    for (T row : rows) {
      long now = value.applyAsLong(row);
      json.number(now - last);
      last = now;
    }
    json.end(']');
  }

  private int errorPlace(int error) {
    return place(error == 0 ? "" : WsaError.nameOf(error));
  }

  /** Internal, InternalHigh, Offset and OffsetHigh in hexadecimal, with a space between them. */
  private int place(@Nullable OverlappedWords words) {
    if (words == null) {
      return NO_WORDS;
    }
    String internal = Integer.toHexString((int) words.internal());
    return place(
        "0".repeat(8 - internal.length())
            + internal
            + " "
            + Long.toHexString(words.internalHigh())
            + " "
            + Integer.toHexString(words.offset())
            + " "
            + Integer.toHexString(words.offsetHigh()));
  }

  private int place(String text) {
    Integer known = places.putIfAbsent(text, texts.size());
    if (known == null) {
      texts.add(text);
      return texts.size() - 1;
    }
    return known;
  }
}
