package dev.wsplab.cli;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of a request (RFC 9112, 3 and 5).
 *
 * @param method as sent
 * @param path the target's path, still percent-encoded, without the query
 * @param minorVersion 0 or 1
 * @param fields values by name in lower case; of repeated fields all, joined by a comma
 */
record HttpRequest(String method, String path, int minorVersion, Map<String, String> fields) {

  HttpRequest {
    fields = Map.copyOf(fields);
  }

  /**
   * Reads a head.
   *
   * @param head everything before the empty line
   * @throws HttpProblem 400
   */
  static HttpRequest parse(byte[] head) throws HttpProblem {
    String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
    String[] parts = lines[0].split(" ", -1);
    if (parts.length != 3 || !isToken(parts[0]) || !parts[2].matches("HTTP/1\\.[01]")) {
      throw bad("the request line is not METHOD TARGET HTTP/1.x");
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      addField(fields, lines[i]);
    }
    HttpRequest request =
        new HttpRequest(parts[0], pathOf(parts[1]), parts[2].charAt(7) - '0', fields);
    if (request.minorVersion == 1 && !fields.containsKey("host")) {
      throw bad("HTTP/1.1 demands the field Host");
    }
    return request;
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  boolean isGetOrHead() {
    return method.equals("GET") || isHead();
  }

  /**
   * Whether the connection may serve another request after this one. A body is never read, so it
   * ends the connection.
   */
  boolean keepsAlive() {
    String connection = fields.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    boolean wanted =
        minorVersion == 1 ? !connection.contains("close") : connection.contains("keep-alive");
    return wanted && !hasBody();
  }

  private boolean hasBody() {
    return fields.containsKey("transfer-encoding")
        || !fields.getOrDefault("content-length", "0").equals("0");
  }

  private static void addField(Map<String, String> fields, String line) throws HttpProblem {
    int colon = line.indexOf(':');
    if (colon < 1 || !isToken(line.substring(0, colon))) {
      throw bad("a header line is not NAME: VALUE");
    }
    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    fields.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
  }

  // Origin form, or absolute form, which a server must accept (RFC 9112, 3.2.2).
  private static String pathOf(String target) throws HttpProblem {
    String path = target;
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      int slash = target.indexOf('/', 7);
      path = slash < 0 ? "/" : target.substring(slash);
    }
    if (!path.startsWith("/")) {
      throw bad("the target does not begin with a slash");
    }
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static boolean isToken(String text) {
    return text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  }

  private static HttpProblem bad(String message) {
    return new HttpProblem(HttpStatus.BAD_REQUEST, message);
  }
}
