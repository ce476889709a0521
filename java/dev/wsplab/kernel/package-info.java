/**
 * What lies under Winsock: handles, completion ports, events, waits, user APCs, guarded memory,
 * NTSTATUS and Win32 numbers. The only package besides the native host that touches the shim.
 */
package dev.wsplab.kernel;
