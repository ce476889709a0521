/* lock_posix.h - lock.h over pthreads. An error of these calls would be a bug of ours, so none is looked for. */
#ifndef WSPLAB_LOCK_POSIX_H
#define WSPLAB_LOCK_POSIX_H

#include <pthread.h>

struct wsplab_lock {
    pthread_mutex_t mutex;
};

#define WSPLAB_LOCK_INITIALIZER {PTHREAD_MUTEX_INITIALIZER}

static inline void wsplab_lock_init(struct wsplab_lock *lock) {
    pthread_mutex_init(&lock->mutex, NULL);
}

static inline void wsplab_lock_destroy(struct wsplab_lock *lock) {
    pthread_mutex_destroy(&lock->mutex);
}

static inline void wsplab_lock_take(struct wsplab_lock *lock) {
    pthread_mutex_lock(&lock->mutex);
}

static inline void wsplab_lock_drop(struct wsplab_lock *lock) {
    pthread_mutex_unlock(&lock->mutex);
}

#endif
