package dev.wsplab.archfixture.client;

import dev.wsplab.archfixture.host.Engine;

/** Keeps the arrows: a client sees the host. */
public final class Client {
  Engine engine;
}
