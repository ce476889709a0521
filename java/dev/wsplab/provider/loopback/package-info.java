/**
 * The base provider for TCP over IPv4 and IPv6 in memory: it makes no system call, and what happens
 * in it follows from the calls alone. {@link dev.wsplab.provider.loopback.LoopbackProvider} is its
 * public type.
 */
package dev.wsplab.provider.loopback;
