package dev.wsplab.provider.network;

/**
 * An AcceptEx request that waits for a connection.
 *
 * @param listener in whose queue
 * @param operation what waits
 */
record Claim(TcpSocket listener, PendingOperation operation) {}
