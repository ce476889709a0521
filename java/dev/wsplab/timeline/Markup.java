package dev.wsplab.timeline;

/** Text inside HTML and XML. */
final class Markup {
  private Markup() {}

  /** As content, or as the value of an attribute in quotes; without what XML cannot hold. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isAllowed(c) ? c : 0xfffd);
              }
            });
    return out.toString();
  }

  private static boolean isAllowed(int c) {
    return c >= ' '
        ? c < 0xd800 || c > 0xdfff && c != 0xfffe && c != 0xffff
        : c == '\n' || c == '\t';
  }
}
