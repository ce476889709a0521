package dev.wsplab.archfixture.host;

import dev.wsplab.archfixture.Door;

/** Breaks the arrows: the host sees the front door. */
final class SeesDoor {
  Door door;
}
