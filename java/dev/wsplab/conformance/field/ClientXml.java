package dev.wsplab.conformance.field;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The report of a client's runs as the XML that build servers read. */
final class ClientXml {
  private ClientXml() {}

  static String of(ClientReport report) {
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

  private static void suite(XMLStreamWriter xml, ClientReport report) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "wsplab check --client " + report.client());
    xml.writeAttribute("tests", String.valueOf(report.runs().size()));
    xml.writeAttribute("failures", String.valueOf(report.failed().size()));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", "0");
    xml.writeAttribute("time", seconds(report.duration().toMillis()));
    for (LayerRun run : report.runs()) {
      xml.writeCharacters("\n");
      testCase(xml, report.client(), run);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }

  private static void testCase(XMLStreamWriter xml, String client, LayerRun run)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", client);
    xml.writeAttribute("name", run.label());
    xml.writeAttribute("time", seconds(run.millis()));
    if (!run.passed()) {
      xml.writeStartElement("failure");
      String first = run.problems().get(0).lines().findFirst().orElse("");
      xml.writeAttribute("message", printable(first));
      xml.writeCharacters(printable(String.join("\n", run.problems())));
      for (String difference : run.differences()) {
        xml.writeCharacters("\ndiffers: " + printable(difference));
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** XML has no words for control characters, which a client's message may hold. */
  private static String printable(String text) {
    return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "?");
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }
}
