package dev.wsplab.conformance;

/** A scenario cannot be brought about with this provider; the message is the reason. */
final class NotApplicableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean refused;

  NotApplicableException(String reason) {
    this(reason, false);
  }

  private NotApplicableException(String reason, boolean refused) {
    super(reason);
    this.refused = refused;
  }

  /** The provider does not support what is asked for. */
  static NotApplicableException refused(String reason) {
    return new NotApplicableException(reason, true);
  }

  /** Whether the provider has said so itself. */
  boolean isRefused() {
    return refused;
  }
}
