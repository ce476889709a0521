package dev.wsplab.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A response; closing it closes its body. */
final class HttpResponse {
  private final HttpStatus status;
  private final String contentType;
  private final String extraFields;
  private final Body body;

  private HttpResponse(HttpStatus status, String contentType, String extraFields, Body body) {
    this.status = status;
    this.contentType = contentType;
    this.extraFields = extraFields;
    this.body = body;
  }

  static HttpResponse ok(String contentType, Body body) {
    return new HttpResponse(HttpStatus.OK, contentType, "", body);
  }

  /** Says what is wrong, as plain text. */
  static HttpResponse problem(HttpProblem problem) {
    String text = problem.status().line() + ": " + problem.getMessage() + "\n";
    String extra = problem.status() == HttpStatus.METHOD_NOT_ALLOWED ? "Allow: GET, HEAD\r\n" : "";
    return new HttpResponse(problem.status(), ContentTypes.TEXT, extra, Body.of(utf8(text)));
  }

  /** Sends the client elsewhere on this server. */
  static HttpResponse moved(String location) {
    return new HttpResponse(
        HttpStatus.MOVED_PERMANENTLY,
        ContentTypes.TEXT,
        "Location: " + location + "\r\n",
        Body.of(utf8("moved to " + location + "\n")));
  }

  Body body() {
    return body;
  }

  /** Returns the head, with the empty line that ends it. */
  byte[] head(boolean keepsAlive) {
    String head =
        "HTTP/1.1 "
            + status.line()
            + "\r\nServer: wsplab\r\nContent-Type: "
            + contentType
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n"
            + extraFields
            + (keepsAlive ? "Connection: keep-alive" : "Connection: close")
            + "\r\n\r\n";
    return utf8(head);
  }

  void close() throws IOException {
    body.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
