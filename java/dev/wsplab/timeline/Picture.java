package dev.wsplab.timeline;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/** The drawing, in SVG; light or dark as its reader likes. */
final class Picture {
  private static final int WIDTH = 960;
  private static final int LABELS = 150;
  private static final int MARGIN = 12;
  private static final int HEAD = 40;
  private static final int ROW = 22;
  private static final int GAP = 12;
  private static final int LETTER = 7;
  private static final int TICKS = 5;
  private static final double LEAST = 2.5;

  private static final String STYLE =
      """
      svg{background:#fff;font:12px system-ui,sans-serif;fill:#1c2530}
      .h{font-size:14px;font-weight:600}.t{fill:#5b6776}.l{stroke:#d5dbe3}.z{fill:#f5f7fa}
      .OPERATION{fill:#9cc3ee}.PACKET{fill:#f3c879}.CALL{fill:#c9d2dc}.UPCALL{fill:#cdbdea}
      .COMPLETION{fill:#9fd8b4}.bad{stroke:#c62828;stroke-width:2}.a{stroke:#3c4a5a;fill:none}
      .v{fill:#c62828}.n{font-size:11px}.m{stroke:#1c2530;stroke-width:1.5}
      @media (prefers-color-scheme:dark){
      svg{background:#12181f;fill:#e4e9ef}.t{fill:#9aa7b5}.l{stroke:#303b47}.z{fill:#1a222b}
      .OPERATION{fill:#2c5a8c}.PACKET{fill:#8a6420}.CALL{fill:#45515e}.UPCALL{fill:#5d4a85}
      .COMPLETION{fill:#2c6b45}.a{stroke:#b9c4d0}.v{fill:#ff8a80}.bad{stroke:#ff8a80}
      .m{stroke:#e4e9ef}}
      """;

  private final Chart chart;
  private final Writer out;
  private final int[] tops;
  private final int bottom;

  private Picture(Chart chart, Writer out) {
    this.chart = chart;
    this.out = out;
    this.tops = new int[chart.lanes().size()];
    int at = HEAD;
    for (int i = 0; i < tops.length; i++) {
      tops[i] = at;
      at += chart.lanes().get(i).rows() * ROW + GAP;
    }
    this.bottom = at;
  }

  static void write(String title, Chart chart, Writer out) throws IOException {
    new Picture(chart, out).write(title);
  }

  private void write(String title) throws IOException {
    int height = bottom + MARGIN + 16;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\" aria-labelledby=\"t\">",
        WIDTH, height, WIDTH, height);
    line("<title id=\"t\">%s</title>", Markup.escaped(title));
    line("<style>%s</style>", STYLE.strip());
    line(
        "<defs><marker id=\"p\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
            + " markerHeight=\"7\" orient=\"auto\"><path class=\"a\" d=\"M1 1 7 4 1 7\"/></marker></defs>");
    line("<text class=\"h\" x=\"%d\" y=\"22\">%s</text>", MARGIN, Markup.escaped(title));
    ticks();
    lanes();
    for (Bar bar : chart.bars()) {
      bar(bar);
    }
    for (Mark mark : chart.marks()) {
      mark(mark);
    }
    for (Arrow arrow : chart.arrows()) {
      arrow(arrow);
    }
    for (Flaw flaw : chart.flaws()) {
      flaw(flaw);
    }
    line("</svg>");
  }

  private void ticks() throws IOException {
    for (int i = 0; i <= TICKS; i++) {
      long time = chart.length() * i / TICKS;
      double x = x(time);
      line(
          "<path class=\"l\" d=\"M%s %dV%d\"/><text class=\"t n\" x=\"%s\" y=\"%d\""
              + " text-anchor=\"%s\">%s</text>",
          number(x), HEAD - 4, bottom, number(x), bottom + 14, anchor(i), duration(time));
    }
  }

  private static String anchor(int tick) {
    return tick == TICKS ? "end" : tick == 0 ? "start" : "middle";
  }

  private void lanes() throws IOException {
    List<Lane> lanes = chart.lanes();
    for (int i = 0; i < lanes.size(); i++) {
      line(
          "<rect class=\"z\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" opacity=\".6\"/>"
              + "<text x=\"%d\" y=\"%d\">%s</text>",
          LABELS,
          tops[i],
          WIDTH - LABELS - MARGIN,
          lanes.get(i).rows() * ROW,
          MARGIN,
          tops[i] + 15,
          Markup.escaped(shortened(lanes.get(i).name(), LABELS - MARGIN)));
    }
  }

  private void bar(Bar bar) throws IOException {
    double width = Math.max(LEAST, x(bar.end()) - x(bar.begin()));
    double y = tops[bar.lane()] + bar.row() * ROW + 1.0;
    String label = bar.name() + (bar.operation() == 0 ? "" : " #" + bar.operation());
    line(
        "<rect class=\"%s%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%d\" rx=\"3\"><title>%s</title></rect>",
        bar.kind(),
        bar.error() != 0 ? " bad" : "",
        number(x(bar.begin())),
        number(y),
        number(width),
        ROW - 3,
        Markup.escaped(label + " " + bar.provider()));
    String shown = shortened(label, width - 6);
    if (!shown.isEmpty()) {
      line(
          "<text class=\"n\" x=\"%s\" y=\"%s\">%s</text>",
          number(x(bar.begin()) + 4), number(y + 14), Markup.escaped(shown));
    }
  }

  private void mark(Mark mark) throws IOException {
    double y = tops[mark.lane()];
    line(
        "<path class=\"m\" d=\"M%s %sv5\"><title>%s #%d</title></path>",
        number(x(mark.time())), number(y - 4), mark.event().step(), mark.operation());
  }

  private void arrow(Arrow arrow) throws IOException {
    boolean down = arrow.toLane() > arrow.fromLane();
    double from = down ? foot(arrow.fromLane()) : tops[arrow.fromLane()];
    double to = down ? tops[arrow.toLane()] : foot(arrow.toLane());
    line(
        "<path class=\"a\" marker-end=\"url(#p)\" d=\"M%s %sL%s %s\"/>",
        number(x(arrow.fromTime())), number(from), number(x(arrow.toTime())), number(to));
  }

  private double foot(int lane) {
    return tops[lane] + chart.lanes().get(lane).rows() * ROW;
  }

  private void flaw(Flaw flaw) throws IOException {
    double x = x(flaw.time());
    double y = tops[flaw.lane()] + 4.0;
    boolean right = x + 9 + 8.0 * flaw.found().violation().rule().length() > WIDTH - MARGIN;
    line(
        "<path class=\"v\" d=\"M%s %sl6 11h-12z\"/><text class=\"v\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>",
        number(x),
        number(y),
        number(right ? x - 9 : x + 9),
        number(y + 11),
        right ? "end" : "start",
        Markup.escaped(flaw.found().violation().rule()));
  }

  private double x(long time) {
    return LABELS + (double) time / chart.length() * (WIDTH - LABELS - MARGIN);
  }

  private static String shortened(String text, double width) {
    int most = (int) (width / LETTER);
    if (text.length() <= most) {
      return text;
    }
    return most < 4 ? "" : text.substring(0, most - 1) + "…";
  }

  private static String duration(long nanos) {
    return nanos < 10_000_000
        ? String.format(Locale.ROOT, "%.0f µs", nanos / 1e3)
        : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void line(String format, Object... values) throws IOException {
    out.write(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    out.write('\n');
  }
}
