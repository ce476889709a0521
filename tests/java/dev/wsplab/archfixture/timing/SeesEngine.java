package dev.wsplab.archfixture.timing;

import dev.wsplab.archfixture.host.Engine;

/** Breaks the arrows: timing knows a class of the host. */
final class SeesEngine {
  Engine engine;
}
