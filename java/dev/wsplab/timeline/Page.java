package dev.wsplab.timeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The page: a frame with its style, the drawing library, the scripts and the data put in. */
final class Page {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z0-9.]+)}}");

  private Page() {}

  static void write(
      String title, long forgotten, Chart chart, @Nullable Failure failure, Writer out)
      throws IOException {
    String frame = resource("page.html");
    Matcher place = PLACE.matcher(frame);
    int from = 0;
    while (place.find()) {
      out.write(frame, from, place.start() - from);
      from = place.end();
      String name = String.valueOf(place.group(1));
      switch (name) {
        case "title" -> out.write(Markup.escaped(title));
        case "data" -> PageData.write(title, forgotten, chart, failure, out);
        case "d3.licence" -> out.write(Markup.escaped(resource(name)));
        default -> out.write(resource(name));
      }
    }
    out.write(frame, from, frame.length() - from);
  }

  static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "dev/wsplab/timeline/" + name + " is missing in the jar: build it with Maven");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
