/**
 * What the base providers have in common: Winsock's behaviour of TCP sockets, over a network that
 * lies below, be it the operating system's or one in memory. {@link
 * dev.wsplab.provider.network.NetworkProvider} is what a base provider extends, {@link
 * dev.wsplab.provider.network.Network} what it brings along.
 */
package dev.wsplab.provider.network;
