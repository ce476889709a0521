/* alloc.c - the allocator with injected faults, in the library that the C tests link with only. */
#include "alloc.h"

#if defined(WSPLAB_TEST_ALLOC)

/* Of the thread and not of the process, so that a test does not starve its other threads. */
static _Thread_local int64_t wsplab__successes_left = -1;

void wsplab_test_fail_allocation_after(int64_t successes) {
    wsplab__successes_left = successes;
}

bool wsplab_alloc_allowed(void) {
    if (wsplab__successes_left == 0)
        return false;
    if (wsplab__successes_left > 0)
        wsplab__successes_left--;
    return true;
}

void *wsplab_alloc(size_t size) {
    return wsplab_alloc_allowed() ? calloc(1, size) : NULL;
}

#else

/* ISO C wants something in every translation unit. */
typedef int wsplab__alloc_is_inline;

#endif
