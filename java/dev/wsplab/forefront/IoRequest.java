package dev.wsplab.forefront;

import dev.wsplab.operation.OperationKind;

/**
 * An I/O that is about to be started, as a fault plan sees it.
 *
 * @param kind {@code READ_FILE} or {@code WRITE_FILE}
 * @param handle value of the file handle
 * @param ordinal its number in the service, from 1, in the order of issue
 * @param ordinalOnHandle its number on its handle, from 1
 * @param position of the first byte
 * @param length how many bytes, unsigned
 */
public record IoRequest(
    OperationKind kind,
    int handle,
    long ordinal,
    long ordinalOnHandle,
    long position,
    int length) {}
