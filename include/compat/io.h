/*
 * io.h - of the C runtime of Windows: how a file of C becomes the handle that TransmitFile and TransmitPackets take.
 * Elsewhere the handle is good for these two alone; the file is closed as it was opened.
 */
#ifndef WSPLAB_COMPAT_IO_H
#define WSPLAB_COMPAT_IO_H

#include <stdint.h>
#include <stdio.h>

#define WSPLAB_FILE_TAG ((int64_t)0x4644 << 32) /* larger than every handle of the library */

static inline intptr_t _get_osfhandle(int fd) {
    return fd < 0 ? -1 : (intptr_t)(WSPLAB_FILE_TAG | fd);
}

static inline int _fileno(FILE *file) {
    return fileno(file);
}

#endif
