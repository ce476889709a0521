package dev.wsplab.archfixture.kernel;

import dev.wsplab.archfixture.client.Client;

/** Breaks the arrows: the lowest package sees the highest, and only as an array. */
final class SeesClient {
  Client[] clients;
}
