package dev.wsplab.cli;

import dev.wsplab.provider.LayeredProvider;

/** A user's layer, as {@code --layer} wants it. */
public final class PassThroughLayer extends LayeredProvider {
  /** What the command calls. */
  public PassThroughLayer() {}
}
