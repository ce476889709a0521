package dev.wsplab.archfixture.provider;

import java.net.InetSocketAddress;

/** Only names an address, which is no socket. */
final class NamesAddress {
  InetSocketAddress address;
}
