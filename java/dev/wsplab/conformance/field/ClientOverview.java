package dev.wsplab.conformance.field;

import dev.wsplab.conformance.StateReport;
import java.util.List;
import java.util.Locale;

/** The report of a client's runs as text. */
final class ClientOverview {
  private static final int DIFFERENCES_SHOWN = 8;

  private final ClientReport report;
  private final StringBuilder text = new StringBuilder();

  ClientOverview(ClientReport report) {
    this.report = report;
  }

  String text() {
    line(
        "%s: %s in %.1f s",
        report.client(),
        StateReport.count(report.runs().size(), "run"),
        report.duration().toMillis() / 1000.0);
    line("");
    report.runs().forEach(this::verdict);
    line("");
    report.runs().stream().filter(run -> !run.passed()).forEach(this::failed);
    line("check: " + summary());
    return text.toString();
  }

  private String summary() {
    if (report.isGood()) {
      return "ok";
    }
    List<String> over =
        report.failed().stream().filter(label -> !label.equals(LayerRun.BARE)).toList();
    if (over.size() == report.failed().size()) {
      return "fails over " + String.join(", ", over);
    }
    String bare = "fails without any layer";
    if (report.runs().size() == 1) {
      return bare + ", so it was run over none; mend that first";
    }
    return over.isEmpty() ? bare : bare + ", and otherwise over " + String.join(", ", over);
  }

  private void verdict(LayerRun run) {
    FieldLayer layer = run.layer();
    String what = layer == null ? "no layer, to compare with" : layer.description();
    line("%-22s%-6s%s", run.label(), run.passed() ? "pass" : "FAIL", what);
  }

  private void failed(LayerRun run) {
    FieldLayer layer = run.layer();
    line("%s: %s", run.label(), layer == null ? "fails without any layer" : layer.description());
    for (String problem : run.problems()) {
      labelled("seen:", problem);
    }
    run.differences().stream()
        .limit(DIFFERENCES_SHOWN)
        .forEach(difference -> labelled("differs:", difference));
    if (run.differences().size() > DIFFERENCES_SHOWN) {
      labelled("differs:", run.differences().size() - DIFFERENCES_SHOWN + " more");
    }
    if (layer != null) {
      labelled(
          "rule:",
          layer.isLegal()
              ? layer.rule() + ", which allows it: the client must cope"
              : layer.rule() + ", which the layer breaks; such layers are met all the same");
      labelled("again:", "--only " + layer.label());
    }
    line("");
  }

  /** A label, and lines below each other. */
  private void labelled(String label, String lines) {
    String[] each = lines.split("\n", -1);
    line("  %-9s%s", label, each[0]);
    for (int i = 1; i < each.length; i++) {
      line("  %-9s%s", "", each[i]);
    }
  }

  private void line(String format, Object... values) {
    String line = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    text.append(line.stripTrailing()).append(System.lineSeparator());
  }
}
