/**
 * The base provider for TCP over IPv4 and IPv6 on the operating system's own socket functions.
 * {@link dev.wsplab.provider.tcp.TcpProvider} is its one public type.
 */
package dev.wsplab.provider.tcp;
