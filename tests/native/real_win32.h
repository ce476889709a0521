/* real_win32.h - between handles of ours and those of kernel32. */
#ifndef WSPLAB_TEST_REAL_WIN32_H
#define WSPLAB_TEST_REAL_WIN32_H

#include "test.h"

static inline HANDLE real(wsplab_handle handle) {
    return (HANDLE)(uintptr_t)handle;
}

static inline wsplab_handle value_of(HANDLE handle) {
    return (uintptr_t)handle;
}

/* What a call of kernel32 that fails has to say. */
#define FAILS(call, error)                                                                                             \
    do {                                                                                                               \
        SetLastError(0);                                                                                               \
        EQUAL(call, 0);                                                                                                \
        EQUAL(GetLastError(), error);                                                                                  \
    } while (0)

#endif
