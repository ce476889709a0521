/**
 * The command {@code scripts/wsplab}: an HTTP file server written as an application of Winsock is
 * written, over a completion port, and the scenario that shows it at work. Nothing here is for use
 * from other code.
 */
package dev.wsplab.cli;
