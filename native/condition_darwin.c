/* condition_darwin.c - condition variables know the wall clock only, but can wait for a length of time. */
#include <time.h>

#include "condition.h"

bool wsplab_condition_init(struct wsplab_condition *condition) {
    return pthread_cond_init(&condition->condition, NULL) == 0;
}

void wsplab_condition_wait(struct wsplab_condition *condition, struct wsplab_lock *lock, uint64_t deadline) {
    if (deadline == WSPLAB_NEVER) {
        pthread_cond_wait(&condition->condition, &lock->mutex);
        return;
    }
    uint64_t now = wsplab_now();
    uint64_t left = deadline > now ? deadline - now : 0;
    struct timespec length = {.tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u)};
    pthread_cond_timedwait_relative_np(&condition->condition, &lock->mutex, &length);
}
