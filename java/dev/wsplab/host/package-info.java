/**
 * The role of ws2_32 towards providers: the catalog and its chains, the upcall table, the socket
 * directory, and the rules by which an overlapped operation is completed. One {@link
 * dev.wsplab.host.Host} is one isolated environment.
 */
package dev.wsplab.host;
