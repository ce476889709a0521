/**
 * The front door of wsplab: one isolated Winsock environment, which wires a catalog of service
 * providers, their sockets and the rules that stand between them and their clients.
 */
package dev.wsplab;
