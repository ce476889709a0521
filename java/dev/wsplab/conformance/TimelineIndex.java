package dev.wsplab.conformance;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report as a page, with links to the timelines beside it; it needs no scripts. */
final class TimelineIndex {
  private static final String STYLE =
      """
      :root{--ground:#fff;--ink:#1b2430;--quiet:#5a6675;--line:#cfd6df;--bad:#c62828;--link:#1a63c7}
      @media (prefers-color-scheme:dark){:root{--ground:#11161c;--ink:#e6ebf1;--quiet:#9eabb9;
      --line:#35404d;--bad:#ff8a80;--link:#7fb2ff}}
      body{margin:0 auto;max-width:1100px;padding:20px;background:var(--ground);color:var(--ink);
      font:14px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
      h1{font-size:20px;overflow-wrap:anywhere}h2{font-size:16px;margin-top:26px}a{color:var(--link)}
      p,dt{color:var(--quiet)}h2 a,.broken{color:var(--bad)}dd{margin:0 0 4px}
      table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:3px 12px 3px 0;
      border-bottom:1px solid var(--line);overflow-wrap:anywhere;vertical-align:top}th{color:var(--quiet)}
      td+td:not(:last-child),th{white-space:nowrap}th:last-child{white-space:normal}
      ul{columns:2 32em;padding-left:20px}li{overflow-wrap:anywhere}
      """;

  private final KitReport report;
  private final Path folder;
  private final XMLStreamWriter html;

  private TimelineIndex(KitReport report, Path folder, XMLStreamWriter html) {
    this.report = report;
    this.folder = folder;
    this.html = html;
  }

  static void write(KitReport report, Path folder, Path file) throws IOException {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter html = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      new TimelineIndex(report, folder, html).page();
      html.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e); // a StringWriter does not fail
    }
    Files.createDirectories(folder);
    Files.writeString(file, text + "\n", StandardCharsets.UTF_8);
  }

  private void page() throws XMLStreamException {
    html.writeDTD("<!DOCTYPE html>\n");
    html.writeStartElement("html");
    html.writeAttribute("lang", "en");
    html.writeStartElement("head");
    html.writeEmptyElement("meta");
    html.writeAttribute("charset", "utf-8");
    html.writeEmptyElement("meta");
    html.writeAttribute("name", "viewport");
    html.writeAttribute("content", "width=device-width, initial-scale=1");
    element("title", "check of " + report.provider());
    element("style", STYLE);
    html.writeEndElement();
    html.writeStartElement("body");
    element("h1", report.provider() + " (" + report.kind() + ")");
    element("p", summary());
    for (Map.Entry<String, Set<ScenarioResult>> rule : brokenRules().entrySet()) {
      rule(rule.getKey(), rule.getValue());
    }
    scenarios();
    html.writeEndElement();
    html.writeEndElement();
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "seed %d · %d scenarios in %.1f s · held %d · broken %d · unsupported %d · not applicable %d",
        report.seed(),
        report.results().size(),
        report.duration().toMillis() / 1e3,
        report.count(ScenarioResult.Outcome.HELD),
        report.count(ScenarioResult.Outcome.BROKEN),
        report.count(ScenarioResult.Outcome.UNSUPPORTED),
        report.count(ScenarioResult.Outcome.NOT_APPLICABLE));
  }

  private Map<String, Set<ScenarioResult>> brokenRules() {
    Map<String, Set<ScenarioResult>> rules = new TreeMap<>();
    for (ScenarioResult result : report.results()) {
      for (Finding finding : result.findings()) {
        rules.computeIfAbsent(nameOf(finding), key -> new LinkedHashSet<>()).add(result);
      }
    }
    return rules;
  }

  private static String nameOf(Finding finding) {
    return ruleOf(finding) + ": " + finding.what();
  }

  private static String ruleOf(Finding finding) {
    return finding.rule().isEmpty() ? "hang" : finding.rule();
  }

  private void rule(String name, Set<ScenarioResult> results) throws XMLStreamException {
    html.writeStartElement("h2");
    html.writeAttribute("class", "broken");
    html.writeCharacters(name);
    html.writeEndElement();
    Finding first =
        results.iterator().next().findings().stream()
            .filter(f -> nameOf(f).equals(name))
            .findFirst()
            .orElseThrow();
    html.writeStartElement("dl");
    pair("expected", first.expected());
    pair("seen", first.seen());
    pair("remedy", first.remedy());
    html.writeEndElement();
    html.writeStartElement("ul");
    for (ScenarioResult result : results) {
      html.writeStartElement("li");
      link(result);
      html.writeEndElement();
    }
    html.writeEndElement();
  }

  private void pair(String name, String value) throws XMLStreamException {
    element("dt", name);
    element("dd", value);
  }

  private void scenarios() throws XMLStreamException {
    element("h2", "All scenarios");
    html.writeStartElement("table");
    html.writeStartElement("thead");
    html.writeStartElement("tr");
    for (String column : List.of("scenario", "outcome", "rules broken, or why it was not played")) {
      html.writeStartElement("th");
      html.writeAttribute("scope", "col");
      html.writeCharacters(column);
      html.writeEndElement();
    }
    html.writeEndElement();
    html.writeEndElement();
    html.writeStartElement("tbody");
    for (ScenarioResult result : report.results()) {
      html.writeStartElement("tr");
      html.writeStartElement("td");
      link(result);
      html.writeEndElement();
      html.writeStartElement("td");
      if (result.outcome() == ScenarioResult.Outcome.BROKEN) {
        html.writeAttribute("class", "broken");
      }
      html.writeCharacters(result.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '));
      html.writeEndElement();
      element("td", detail(result));
      html.writeEndElement();
    }
    html.writeEndElement();
    html.writeEndElement();
  }

  private static String detail(ScenarioResult result) {
    return result.findings().isEmpty()
        ? result.reason()
        : String.join(
            " ", result.findings().stream().map(TimelineIndex::ruleOf).distinct().toList());
  }

  /** A broken one has no page here when the kit was not told to draw it, or drew it elsewhere. */
  private void link(ScenarioResult result) throws XMLStreamException {
    String file = ScenarioPages.fileOf(result.name());
    if (result.outcome() == ScenarioResult.Outcome.BROKEN && Files.exists(folder.resolve(file))) {
      html.writeStartElement("a");
      html.writeAttribute("href", file);
      html.writeCharacters(result.name());
      html.writeEndElement();
    } else {
      html.writeCharacters(result.name());
    }
  }

  private void element(String name, String text) throws XMLStreamException {
    html.writeStartElement(name);
    html.writeCharacters(text);
    html.writeEndElement();
  }
}
