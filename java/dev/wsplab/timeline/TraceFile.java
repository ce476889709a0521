package dev.wsplab.timeline;

import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * The format that is called Trace Event: three processes, which are sockets, ports and threads. A
 * thread's lane is a thread there, since its calls lie inside one another; a socket's or a port's
 * is one for each of its rows, since operations and packets that overlap may not share one. All of
 * them are complete events ({@code X}): there are asynchronous ones for what overlaps, which
 * Perfetto's trace processor passes over. Marks, what holds the end of an arrow, and broken rules
 * are instants ({@code i}); arrows are flows ({@code s}, {@code f}).
 */
final class TraceFile {
  private static final String OPERATIONS = "operation";

  private final Json json;
  private final Chart chart;

  private final TraceRows rows;

  private TraceFile(Chart chart, Writer out) {
    this.chart = chart;
    this.json = new Json(out);
    this.rows = new TraceRows(chart);
  }

  static void write(String title, Chart chart, Writer out) throws IOException {
    new TraceFile(chart, out).write(title);
  }

  private void write(String title) throws IOException {
    json.begin('{').member("displayTimeUnit", "ns");
    json.name("otherData").begin('{').member("title", title).end('}');
    json.name("traceEvents").begin('[');
    names();
    List<Bar> bars = chart.bars();
    for (int i = 0; i < bars.size(); i++) {
      bar(bars.get(i), rows.ofBar(i));
    }
    for (Mark mark : chart.marks()) {
      mark(mark);
    }
    int id = 0;
    for (Arrow arrow : chart.arrows()) {
      arrow(arrow, ++id);
    }
    for (Flaw flaw : chart.flaws()) {
      flaw(flaw);
    }
    json.end(']').end('}');
  }

  private void names() throws IOException {
    for (Lane.Kind kind : Lane.Kind.values()) {
      json.begin('{').member("ph", "M").member("pid", process(kind));
      json.member("tid", 0).member("name", "process_name");
      json.name("args")
          .begin('{')
          .member("name", kind.name().toLowerCase(Locale.ROOT) + "s")
          .end('}');
      json.end('}');
    }
    List<Lane> lanes = chart.lanes();
    for (int i = 0; i < lanes.size(); i++) {
      for (int row = 0; row < rows.ofLane(i); row++) {
        json.begin('{').member("ph", "M");
        place(i, row);
        json.member("name", "thread_name");
        json.name("args").begin('{').member("name", nameOf(lanes.get(i), row)).end('}').end('}');
      }
    }
  }

  private static String nameOf(Lane lane, int row) {
    return row == 0 ? lane.name() : lane.name() + ", row " + (row + 1);
  }

  private void bar(Bar bar, int row) throws IOException {
    json.begin('{').member("name", nameOf(bar));
    json.member("cat", bar.kind().name().toLowerCase(Locale.ROOT)).member("ph", "X");
    place(bar.lane(), row);
    json.name("ts").micros(bar.begin());
    json.name("dur").micros(bar.end() - bar.begin());
    args(bar);
    json.end('}');
  }

  private static String nameOf(Bar bar) {
    return bar.name() + (bar.operation() == 0 ? "" : " #" + bar.operation());
  }

  private void args(Bar bar) throws IOException {
    json.name("args").begin('{').member("provider", bar.provider());
    json.member("operation", bar.operation()).member("socket", bar.socket());
    json.member("overlapped", "0x" + Long.toHexString(bar.overlapped()));
    json.member("error", bar.error() == 0 ? "" : WsaError.nameOf(bar.error()));
    json.member("bytes", bar.bytes());
    OverlappedWords words = bar.words();
    if (words != null) {
      json.member("words", words.toString());
    }
    stack(bar.nativeStack());
    if (bar.isOpen()) {
      json.member("end", "not recorded");
    }
    json.end('}');
  }

  private void mark(Mark mark) throws IOException {
    json.begin('{').member("name", mark.event().step() + " #" + mark.operation());
    json.member("cat", OPERATIONS).member("ph", "i").member("s", "t");
    place(mark.lane());
    json.name("ts").micros(mark.time());
    json.name("args").begin('{').member("function", mark.event().function());
    OverlappedWords words = mark.event().words();
    if (words != null) {
      json.member("words", words.toString());
    }
    stack(mark.event().nativeStack());
    json.end('}').end('}');
  }

  private void stack(List<String> frames) throws IOException {
    if (!frames.isEmpty()) {
      json.member("native stack", String.join(" < ", frames));
    }
  }

  private void arrow(Arrow arrow, int id) throws IOException {
    hold(arrow.fromLane(), arrow.fromTime(), arrow.operation());
    end("s", arrow.fromLane(), arrow.fromTime(), arrow.operation());
    json.member("id", id).end('}');
    hold(arrow.toLane(), arrow.toTime(), arrow.operation());
    end("f", arrow.toLane(), arrow.toTime(), arrow.operation());
    json.member("id", id).member("bp", "e").end('}');
  }

  /**
   * A viewer draws an arrow between what it finds on the threads of its ends. Those of threads have
   * calls and marks there; at a port or a socket that is here, since a bar holds none at its end.
   */
  private void hold(int lane, long time, long operation) throws IOException {
    if (chart.lanes().get(lane).kind() == Lane.Kind.THREAD) {
      return;
    }
    json.begin('{').member("name", "completion #" + operation);
    json.member("cat", "completion").member("ph", "i").member("s", "t");
    place(lane);
    json.name("ts").micros(time).end('}');
  }

  private void end(String phase, int lane, long time, long operation) throws IOException {
    json.begin('{').member("name", "completion #" + operation);
    json.member("cat", "completion").member("ph", phase);
    place(lane);
    json.name("ts").micros(time);
  }

  private void flaw(Flaw flaw) throws IOException {
    Violation v = flaw.found().violation();
    json.begin('{').member("name", v.rule() + ": " + v.what());
    json.member("cat", "violation").member("ph", "i").member("s", "g");
    place(flaw.lane());
    json.name("ts").micros(flaw.time());
    json.name("args").begin('{').member("expected", v.expected()).member("seen", v.seen());
    json.member("remedy", v.remedy()).member("provider", v.provider()).end('}').end('}');
  }

  private void place(int lane) throws IOException {
    place(lane, 0);
  }

  private void place(int lane, int row) throws IOException {
    json.member("pid", process(chart.lanes().get(lane).kind()));
    json.member("tid", rows.above(lane) + row + 1L);
  }

  private static int process(Lane.Kind kind) {
    return kind.ordinal() + 1;
  }
}
