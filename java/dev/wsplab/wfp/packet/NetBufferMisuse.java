package dev.wsplab.wfp.packet;

/**
 * A breach of the rules of net buffer lists.
 *
 * @param kind which one
 * @param list the handle of the list
 * @param message what was done, and what is right
 */
public record NetBufferMisuse(Kind kind, long list, String message) {
  /** The rules. */
  public enum Kind {
    /** Used after its last reference had gone (WFP-36, WFP-104). */
    USED_AFTER_FREE,
    /** Dereferenced more often than it was referenced (page FwpsDereferenceNetBufferList0). */
    NOT_REFERENCED,
    /** Freed a second time (WFP-108). */
    FREED_TWICE,
    /** Freed while it was injected and its completion function had not been called (WFP-73). */
    FREED_WHILE_INJECTED,
    /** Freed by a function for another kind of list. */
    WRONG_FREE,
    /** The start of the data moved beyond their end. */
    ADVANCED_TOO_FAR,
    /** Read or written outside its data. */
    OUT_OF_BOUNDS
  }

  /** Is told of breaches. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Is told in the thread that broke the rule, with no lock held. What it throws goes to the
     * caller; when it returns, the call has changed nothing.
     *
     * @param misuse what was done wrong, and with which list
     */
    void broken(NetBufferMisuse misuse);
  }
}
