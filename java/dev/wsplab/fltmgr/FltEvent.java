package dev.wsplab.fltmgr;

/**
 * One step of one I/O.
 *
 * @param io number of the I/O, from 1; 0 for what belongs to none
 * @param step what happened, as {@code pre 200000}, {@code fs}, {@code post 200000}, {@code
 *     callback}, {@code return}
 * @param detail what it gave, for people
 * @param thread name of the thread
 */
public record FltEvent(long io, String step, String detail, String thread) {
  /** {@return it for people} */
  public String line() {
    return "#" + io + " " + step + (detail.isEmpty() ? "" : ": " + detail) + " [" + thread + "]";
  }
}
