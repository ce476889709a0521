package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;

/**
 * {@code IN_PKTINFO} and {@code IN6_PKTINFO}: where a datagram went, or is to come from.
 *
 * @param address of this machine; its port says nothing
 * @param interfaceNumber 0 for none
 */
public record PacketInfo(Sockaddr address, int interfaceNumber) {}
