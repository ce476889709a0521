/*
 * alloc.h - every allocation of the shim goes through here, so that the C tests can make memory run out. The shipped
 * library is built without WSPLAB_TEST_ALLOC and then this is malloc and free and nothing else.
 */
#ifndef WSPLAB_ALLOC_H
#define WSPLAB_ALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(WSPLAB_TEST_ALLOC)

#include <stdint.h>

/* The calling thread's allocations fail after `successes` more of them; a negative number: never. */
void wsplab_test_fail_allocation_after(int64_t successes);
void *wsplab_alloc(size_t size);
/* For memory that the system allocates on our behalf: counts as an allocation, false when it is to fail. */
bool wsplab_alloc_allowed(void);

#else

static inline void *wsplab_alloc(size_t size) {
    return calloc(1, size);
}

static inline bool wsplab_alloc_allowed(void) {
    return true;
}

#endif

static inline void wsplab_free(void *memory) {
    free(memory);
}

#endif
