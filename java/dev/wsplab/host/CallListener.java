package dev.wsplab.host;

import dev.wsplab.kernel.Handle;
import java.util.List;

/** Is told of the client's calls that may wait, in their threads; must be quick. */
public interface CallListener {
  /**
   * A call begins.
   *
   * @param ticket its number in the environment
   * @param handles what it is about; may be empty
   */
  void entered(long ticket, List<? extends Handle> handles);

  /**
   * The call with this number returns; nothing may have been told of its beginning.
   *
   * @param ticket the number that {@link #entered} was told
   */
  void left(long ticket);
}
