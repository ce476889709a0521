package dev.wsplab.fltmgr;

/**
 * An I/O that has reached the file system, for a script to decide on.
 *
 * @param ordinal how many the volume has seen before, from 0
 * @param majorFunction one of {@link MajorFunction}
 * @param minorFunction its minor code
 * @param name name of the file, empty for none
 * @param byteOffset of reads and writes, else 0
 * @param length of reads and writes in bytes, else 0
 */
public record FsIo(
    long ordinal, int majorFunction, int minorFunction, String name, long byteOffset, int length) {}
