package dev.wsplab.spi;

import dev.wsplab.kernel.ThreadHandle;

/**
 * {@code WSATHREADID}: names the thread that must run a completion routine. A provider keeps the
 * record itself, which is a copy (WPU-APC-4).
 *
 * @param handle {@code ThreadHandle}
 * @param reserved {@code Reserved}; the host's, to be passed on as it is
 */
public record ThreadId(ThreadHandle handle, long reserved) {}
