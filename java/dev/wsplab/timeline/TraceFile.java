package dev.wsplab.timeline;

import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * The format that is called Trace Event: three processes, which are sockets, ports and threads,
 * with a thread for each lane. Calls of providers are complete events ({@code X}), operations and
 * packets are asynchronous ones ({@code b}, {@code e}), since those of a lane may overlap; arrows
 * are flows ({@code s}, {@code f}), broken rules are instants ({@code i}).
 */
final class TraceFile {
  private static final String OPERATIONS = "operation";

  private final Json json;
  private final Chart chart;

  private TraceFile(Chart chart, Writer out) {
    this.chart = chart;
    this.json = new Json(out);
  }

  static void write(String title, Chart chart, Writer out) throws IOException {
    new TraceFile(chart, out).write(title);
  }

  private void write(String title) throws IOException {
    json.begin('{').member("displayTimeUnit", "ns");
    json.name("otherData").begin('{').member("title", title).end('}');
    json.name("traceEvents").begin('[');
    names();
    int id = 0;
    for (Bar bar : chart.bars()) {
      bar(bar, ++id);
    }
    for (Mark mark : chart.marks()) {
      mark(mark);
    }
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
      json.begin('{').member("ph", "M");
      place(i);
      json.member("name", "thread_name");
      json.name("args").begin('{').member("name", lanes.get(i).name()).end('}').end('}');
    }
  }

  private void bar(Bar bar, int id) throws IOException {
    boolean isCall = chart.lanes().get(bar.lane()).kind() == Lane.Kind.THREAD;
    json.begin('{').member("name", nameOf(bar));
    json.member("cat", bar.kind().name().toLowerCase(Locale.ROOT)).member("ph", isCall ? "X" : "b");
    place(bar.lane());
    json.name("ts").micros(bar.begin());
    if (isCall) {
      json.name("dur").micros(bar.end() - bar.begin());
    } else {
      json.member("id", id);
    }
    args(bar);
    json.end('}');
    if (!isCall) {
      json.begin('{').member("name", nameOf(bar));
      json.member("cat", bar.kind().name().toLowerCase(Locale.ROOT)).member("ph", "e");
      place(bar.lane());
      json.name("ts").micros(bar.end()).member("id", id).end('}');
    }
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
   * A viewer draws an arrow between what it finds on the threads of its ends: asynchronous events,
   * which ports and sockets have alone, are not there. Threads have calls and marks.
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
    json.member("pid", process(chart.lanes().get(lane).kind())).member("tid", lane + 1L);
  }

  private static int process(Lane.Kind kind) {
    return kind.ordinal() + 1;
  }
}
