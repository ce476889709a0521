package dev.wsplab.conformance;

import java.util.Set;
import java.util.function.Consumer;

/**
 * A scenario that is no cell.
 *
 * @param name its name
 * @param checks what it looks at
 * @param player plays it
 */
record NamedScenario(String name, Set<Check> checks, Consumer<World> player) implements Scenario {
  @Override
  public Setting setting() {
    return Setting.PAIR;
  }

  @Override
  public String function() {
    return "";
  }

  @Override
  public void play(World world) {
    player.accept(world);
  }
}
