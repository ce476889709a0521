/**
 * The {@code WSAOVERLAPPED} structure as it lies in memory: its layouts, a view of one at an
 * address, memory to put one in, and the state it tells.
 */
package dev.wsplab.overlapped;
