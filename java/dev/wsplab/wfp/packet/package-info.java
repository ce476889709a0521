/**
 * Packets of the Windows Filtering Platform: {@link dev.wsplab.wfp.packet.NetBufferList} over real
 * bytes in native memory, and builder and parser of the headers in them. A callout is given lists
 * and reads them; lists are made, referenced and freed by the engine's {@link
 * dev.wsplab.wfp.packet.NetBufferPool}.
 */
package dev.wsplab.wfp.packet;
