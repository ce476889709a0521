package dev.wsplab.fltmgr;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code FLT_RELATED_OBJECTS}: whose callback is called, and where.
 *
 * @param filter the filter
 * @param volume the volume
 * @param instance the filter's instance on it
 * @param fileObject the file, or null where the I/O has none
 */
public record FltRelatedObjects(
    FltFilter filter, FltVolume volume, FltInstance instance, @Nullable FltFileObject fileObject) {}
