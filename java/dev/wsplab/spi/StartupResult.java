package dev.wsplab.spi;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What {@code WSPStartup} returns: the error itself, {@code WSPDATA} and the procedure table.
 *
 * @param error 0, or the error number; there is no {@code lpErrno} (WSP-START-2)
 * @param version {@code wVersion}
 * @param highVersion {@code wHighVersion}
 * @param description {@code szDescription}, at most 255 characters; the reason of a failure, if it
 *     is known
 * @param procTable the thirty functions; a provider that fills in functions of the provider below
 *     gives another object than itself. Null stands for a table that was not written.
 */
public record StartupResult(
    int error,
    int version,
    int highVersion,
    String description,
    @Nullable ServiceProvider procTable) {

  /**
   * Started, version 2.2.
   *
   * @param description {@code szDescription}, for people
   * @param procTable the thirty functions, which the caller of {@code WSPStartup} gets
   * @return the result of a start that succeeded
   */
  public static StartupResult started(String description, ServiceProvider procTable) {
    return new StartupResult(0, Winsock2.VERSION_2_2, Winsock2.VERSION_2_2, description, procTable);
  }

  /**
   * Not started.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static StartupResult failed(WsaError error) {
    return failed(error.code());
  }

  /**
   * Not started.
   *
   * @param error the error number
   * @return the result of a call that failed
   */
  public static StartupResult failed(int error) {
    return new StartupResult(error, 0, 0, "", null);
  }

  /**
   * Not started, and why, for messages: what a module that cannot be loaded has to say.
   *
   * @param error the error that {@code WSPStartup} returns, never 0
   * @param reason takes the place of the description
   * @return the result of a start that failed; its versions are 0
   */
  public static StartupResult failed(int error, String reason) {
    return new StartupResult(error, 0, 0, reason, null);
  }

  /**
   * Negotiates (WSP-START-4, WSP-START-5): accepts a request at or above the lowest version,
   * compared by major, then minor.
   *
   * @param requested low byte major, high byte minor
   * @param lowest the provider's lowest version
   * @param highest the provider's highest version
   * @param description {@code szDescription}, for people
   * @param procTable the thirty functions, which the caller of {@code WSPStartup} gets
   * @return the result with the version agreed on, or {@code WSAVERNOTSUPPORTED}
   */
  public static StartupResult negotiate(
      int requested, int lowest, int highest, String description, ServiceProvider procTable) {
    if (order(requested) < order(lowest)) {
      return failed(WsaError.WSAVERNOTSUPPORTED);
    }
    int chosen = order(requested) < order(highest) ? requested : highest;
    return new StartupResult(0, chosen, highest, description, procTable);
  }

  private static int order(int version) {
    return (version & 0xFF) << 8 | version >>> 8 & 0xFF;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "StartupResult[error="
        + WsaError.nameOf(error)
        + ", version="
        + version
        + ", highVersion="
        + highVersion
        + ", description="
        + description
        + ", procTable="
        + procTable
        + "]";
  }
}
