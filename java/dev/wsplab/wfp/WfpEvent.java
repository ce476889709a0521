package dev.wsplab.wfp;

/**
 * One step.
 *
 * @param operation which operation, 0 for none
 * @param step what: {@code classify}, {@code pend}, {@code complete}, {@code drop}, ...
 * @param detail the rest, for people
 */
public record WfpEvent(long operation, String step, String detail) {
  /** {@return the line that a person reads} */
  public String line() {
    return (step + " " + detail).strip();
  }
}
