package dev.wsplab.timeline;

import java.io.IOException;
import java.io.Writer;

/**
 * Writes JSON. What could end a script element, begin a comment in HTML or end a line of JavaScript
 * is escaped, so that the text can stand inside a page.
 */
final class Json {
  private final Writer out;
  private boolean needsComma;

  Json(Writer out) {
    this.out = out;
  }

  Json begin(char bracket) throws IOException {
    comma();
    out.write(bracket);
    needsComma = false;
    return this;
  }

  Json end(char bracket) throws IOException {
    out.write(bracket);
    needsComma = true;
    return this;
  }

  /** The name of a member; its value comes next. */
  Json name(String name) throws IOException {
    comma();
    quoted(name);
    out.write(':');
    needsComma = false;
    return this;
  }

  Json text(String value) throws IOException {
    comma();
    quoted(value);
    needsComma = true;
    return this;
  }

  Json number(long value) throws IOException {
    comma();
    out.write(Long.toString(value));
    needsComma = true;
    return this;
  }

  /** Nanoseconds as microseconds with three decimals. */
  Json micros(long nanos) throws IOException {
    comma();
    out.write(nanos / 1000 + "." + String.format("%03d", nanos % 1000));
    needsComma = true;
    return this;
  }

  Json member(String name, String value) throws IOException {
    return name(name).text(value);
  }

  Json member(String name, long value) throws IOException {
    return name(name).number(value);
  }

  private void comma() throws IOException {
    if (needsComma) {
      out.write(',');
    }
  }

  private void quoted(String text) throws IOException {
    out.write('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.write('\\');
        out.write(c);
      } else if (isPlain(c)) {
        out.write(c);
      } else {
        out.write(String.format("\\u%04x", (int) c));
      }
    }
    out.write('"');
  }

  // A surrogate without its other half cannot be written as UTF-8, so all are escaped.
  private static boolean isPlain(char c) {
    return c >= ' '
        && c != '<'
        && c != '>'
        && c != '&'
        && c != 0x7f
        && c != 0x2028
        && c != 0x2029
        && !Character.isSurrogate(c);
  }
}
