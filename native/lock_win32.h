/* lock_win32.h - lock.h over slim reader/writer locks, which need no destruction. */
#ifndef WSPLAB_LOCK_WIN32_H
#define WSPLAB_LOCK_WIN32_H

#include "windows_win32.h"

struct wsplab_lock {
    SRWLOCK lock;
};

#define WSPLAB_LOCK_INITIALIZER {SRWLOCK_INIT}

static inline void wsplab_lock_init(struct wsplab_lock *lock) {
    InitializeSRWLock(&lock->lock);
}

static inline void wsplab_lock_destroy(struct wsplab_lock *lock) {
    (void)lock;
}

static inline void wsplab_lock_take(struct wsplab_lock *lock) {
    AcquireSRWLockExclusive(&lock->lock);
}

static inline void wsplab_lock_drop(struct wsplab_lock *lock) {
    ReleaseSRWLockExclusive(&lock->lock);
}

#endif
