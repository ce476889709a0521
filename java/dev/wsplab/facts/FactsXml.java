package dev.wsplab.facts;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report as the XML that JUnit's Ant task writes, which build servers read. */
final class FactsXml {
  private FactsXml() {}

  static String of(FactsReport report) {
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

  private static void suite(XMLStreamWriter xml, FactsReport report) throws XMLStreamException {
    long skipped = report.count(FactResult.Outcome.NOT_ASKED);
    long asked = report.results().stream().mapToLong(fact -> fact.checks().size()).sum();
    long failed =
        report.results().stream()
            .flatMap(fact -> fact.checks().stream())
            .filter(check -> !check.passed())
            .count();
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "wsplab facts of " + report.subject());
    xml.writeAttribute("tests", String.valueOf(asked + skipped));
    xml.writeAttribute("failures", String.valueOf(failed));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", String.valueOf(skipped));
    xml.writeAttribute("time", seconds(report.duration().toMillis()));
    for (FactResult fact : report.results()) {
      for (FactCheckResult check : fact.checks()) {
        testCase(xml, fact, check);
      }
      if (fact.checks().isEmpty()) {
        notAsked(xml, fact);
      }
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }

  private static void testCase(XMLStreamWriter xml, FactResult fact, FactCheckResult check)
      throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", fact.id());
    xml.writeAttribute("name", check.name() + " (" + check.place() + ")");
    xml.writeAttribute("time", seconds(check.millis()));
    if (!check.passed()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", fact.fact());
      xml.writeCharacters(check.seen());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void notAsked(XMLStreamWriter xml, FactResult fact) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", fact.id());
    xml.writeAttribute("name", fact.inShort());
    xml.writeEmptyElement("skipped");
    xml.writeAttribute("message", fact.reason());
    xml.writeEndElement();
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }
}
