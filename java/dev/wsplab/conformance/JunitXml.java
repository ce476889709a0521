package dev.wsplab.conformance;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report as the XML that JUnit's Ant task writes, which build servers read. */
final class JunitXml {
  private JunitXml() {}

  static String of(KitReport report) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      suite(xml, report);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e); // a StringWriter does not fail
    }
    return text + "\n";
  }

  private static void suite(XMLStreamWriter xml, KitReport report) throws XMLStreamException {
    long broken = report.count(ScenarioResult.Outcome.BROKEN);
    long played = broken + report.count(ScenarioResult.Outcome.HELD);
    line(xml);
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "wsplab check " + report.provider());
    xml.writeAttribute("tests", String.valueOf(report.results().size()));
    xml.writeAttribute("failures", String.valueOf(broken));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", String.valueOf(report.results().size() - played));
    xml.writeAttribute("time", seconds(report.duration().toMillis()));
    for (ScenarioResult result : report.results()) {
      line(xml);
      testCase(xml, report.provider(), result);
    }
    line(xml);
    xml.writeEndElement();
  }

  private static void testCase(XMLStreamWriter xml, String provider, ScenarioResult result)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", provider);
    xml.writeAttribute("name", result.name());
    xml.writeAttribute("time", seconds(result.millis()));
    switch (result.outcome()) {
      case HELD -> {}
      case BROKEN -> failure(xml, result.findings());
      case UNSUPPORTED, NOT_APPLICABLE -> {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", result.reason());
      }
    }
    xml.writeEndElement();
  }

  private static void failure(XMLStreamWriter xml, List<Finding> findings)
      throws XMLStreamException {
    xml.writeStartElement("failure");
    xml.writeAttribute(
        "message",
        findings.stream()
            .map(f -> (f.rule().isEmpty() ? "hang" : f.rule()) + ": " + f.what())
            .collect(Collectors.joining("; ")));
    for (Finding finding : findings) {
      xml.writeCharacters(finding.report() + "\n" + String.join("\n", finding.history()) + "\n\n");
    }
    xml.writeEndElement();
  }

  private static void line(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeCharacters("\n");
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }
}
