package dev.wsplab.cli;

/** The answers that the server gives (RFC 9110, 15; RFC 6585, 5). */
enum HttpStatus {
  OK(200, "OK"),
  MOVED_PERMANENTLY(301, "Moved Permanently"),
  BAD_REQUEST(400, "Bad Request"),
  NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  HEADER_FIELDS_TOO_LARGE(431, "Request Header Fields Too Large"),
  INTERNAL_SERVER_ERROR(500, "Internal Server Error");

  private final int code;
  private final String reason;

  HttpStatus(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  int code() {
    return code;
  }

  /** Returns code and reason, as in a status line. */
  String line() {
    return code + " " + reason;
  }
}
