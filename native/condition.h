/* condition.h - condition variables that wait for a moment on the monotonic clock, and that clock. */
#ifndef WSPLAB_CONDITION_H
#define WSPLAB_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "lock.h"

struct wsplab_condition {
    pthread_cond_t condition;
};

/* A moment: nanoseconds on the monotonic clock. */
#define WSPLAB_NEVER UINT64_MAX
#define WSPLAB_NS_PER_MS 1000000u

uint64_t wsplab_now(void);
/* The moment `timeout_ms` from now; WSPLAB_INFINITE: never. */
uint64_t wsplab_deadline(uint32_t timeout_ms);

bool wsplab_condition_init(struct wsplab_condition *condition);
void wsplab_condition_destroy(struct wsplab_condition *condition);
void wsplab_condition_signal(struct wsplab_condition *condition);
/* Waits with the lock held; may also return for no reason. */
void wsplab_condition_wait(struct wsplab_condition *condition, struct wsplab_lock *lock, uint64_t deadline);

/* Blocks the calling thread until that moment, whatever signals arrive. */
void wsplab_pause_until(uint64_t deadline);

#endif
