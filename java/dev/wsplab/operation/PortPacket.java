package dev.wsplab.operation;

/**
 * A packet of a completion port, as those hear of it who watch an environment.
 *
 * @param port the value of the port's handle
 * @param key the completion key: any word
 * @param overlapped what the packet carries as its structure: any word
 * @param error Winsock error, 0 for none
 * @param bytes byte count, 0 to 2^32 - 1
 */
public record PortPacket(long port, long key, long overlapped, int error, long bytes) {}
