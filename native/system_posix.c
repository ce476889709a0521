/* system_posix.c - see system.h: here the system has none of these functions. */
#include "system.h"

void wsplab_system_error_fetch(void) {}

void wsplab_system_error_give(void) {}

bool wsplab_system_serves(struct wsplab_set *set, uint32_t function, const uint64_t *arguments, uint64_t *result_out) {
    (void)set;
    (void)function;
    (void)arguments;
    (void)result_out;
    return false;
}
