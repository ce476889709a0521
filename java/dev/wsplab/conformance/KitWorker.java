package dev.wsplab.conformance;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The part of an {@link IsolatedKit} in the child process: plays scenarios and writes down each
 * before and after, in the folder that the parent reads.
 */
public final class KitWorker {
  private KitWorker() {}

  /**
   * Plays the scenarios of a kit from one on.
   *
   * @param kit the kit, set up as the parent's
   * @param folder the parent's, as it was given
   * @param first the number of the first scenario, from 0
   * @return whether all were played; false when one hung, and what it runs is still in this process
   * @throws IOException when the folder cannot be written
   */
  public static boolean run(ConformanceKit kit, Path folder, int first) throws IOException {
    LastCalls calls = new LastCalls(folder.resolve(IsolatedKit.CALLS));
    try (Journal journal = new Journal(folder.resolve(IsolatedKit.JOURNAL))) {
      boolean all = kit.playInto(journal, calls, folder, first);
      journal.over();
      return all;
    }
  }
}
