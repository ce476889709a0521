package dev.wsplab.cli;

/** A request that cannot be served: says with which status to answer. */
final class HttpProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;

  HttpProblem(HttpStatus status, String message) {
    super(message);
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }
}
