/* condition_posix.c - what condition.h has in common on all POSIX systems. */
#include <errno.h>
#include <time.h>

#include <wsplab/wsplab.h>

#include "condition.h"

#define WSPLAB__NS_PER_S 1000000000u

uint64_t wsplab_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * WSPLAB__NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t wsplab_deadline(uint32_t timeout_ms) {
    if (timeout_ms == 0)
        return 0; /* it has passed, whatever the clock says */
    return timeout_ms == WSPLAB_INFINITE ? WSPLAB_NEVER : wsplab_now() + (uint64_t)timeout_ms * WSPLAB_NS_PER_MS;
}

void wsplab_condition_destroy(struct wsplab_condition *condition) {
    pthread_cond_destroy(&condition->condition);
}

void wsplab_condition_signal(struct wsplab_condition *condition) {
    pthread_cond_signal(&condition->condition);
}

void wsplab_pause_until(uint64_t deadline) {
    for (uint64_t now = wsplab_now(); now < deadline; now = wsplab_now()) {
        uint64_t left = deadline - now;
        /* A day at a time: no time_t overflows, and an interrupted sleep is just a shorter one. */
        if (left > 86400ull * WSPLAB__NS_PER_S)
            left = 86400ull * WSPLAB__NS_PER_S;
        struct timespec pause = {.tv_sec = (time_t)(left / WSPLAB__NS_PER_S),
                                 .tv_nsec = (long)(left % WSPLAB__NS_PER_S)};
        nanosleep(&pause, NULL);
    }
}
