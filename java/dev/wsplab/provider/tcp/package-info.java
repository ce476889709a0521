/**
 * The base provider for TCP over IPv4 and IPv6: the operating system's own socket functions behind
 * the service provider interface. {@link dev.wsplab.provider.tcp.TcpProvider} is its one public
 * type.
 */
package dev.wsplab.provider.tcp;
