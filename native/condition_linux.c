/* condition_linux.c - the clock of a condition variable is an attribute. */
#include <time.h>

#include "condition.h"

bool wsplab_condition_init(struct wsplab_condition *condition) {
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    bool made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(&condition->condition, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return made;
}

void wsplab_condition_wait(struct wsplab_condition *condition, struct wsplab_lock *lock, uint64_t deadline) {
    if (deadline == WSPLAB_NEVER) {
        pthread_cond_wait(&condition->condition, &lock->mutex);
        return;
    }
    struct timespec until = {.tv_sec = (time_t)(deadline / 1000000000u), .tv_nsec = (long)(deadline % 1000000000u)};
    pthread_cond_timedwait(&condition->condition, &lock->mutex, &until);
}
