/* trampoline_posix.c - memory for copies of code, written first, then executed; and waiting for those inside. */
#include "trampoline.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static pthread_mutex_t wsplab__changes = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wsplab__changed = PTHREAD_COND_INITIALIZER;

void wsplab__sets_changed(void) {
    pthread_mutex_lock(&wsplab__changes);
    pthread_cond_broadcast(&wsplab__changed);
    pthread_mutex_unlock(&wsplab__changes);
}

uint32_t wsplab__await_nobody(uint32_t (*count)(struct wsplab_set *set), struct wsplab_set *set, uint32_t timeout_ms) {
    struct timespec until; /* of the clock that a condition made by its initializer goes by */
    clock_gettime(CLOCK_REALTIME, &until);
    uint64_t nanoseconds = (uint64_t)until.tv_nsec + (uint64_t)timeout_ms * 1000000u;
    until.tv_sec += (time_t)(nanoseconds / 1000000000u);
    until.tv_nsec = (long)(nanoseconds % 1000000000u);
    int error = 0;
    pthread_mutex_lock(&wsplab__changes);
    while (count(set) != 0 && error == 0)
        error = pthread_cond_timedwait(&wsplab__changed, &wsplab__changes, &until);
    pthread_mutex_unlock(&wsplab__changes);
    return count(set);
}

unsigned char *wsplab__map_code(const unsigned char *code, size_t length) {
    void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    memcpy(memory, code, length);
    if (mprotect(memory, length, PROT_READ | PROT_EXEC) != 0) {
        munmap(memory, length);
        return NULL;
    }
    __builtin___clear_cache((char *)memory, (char *)memory + length);
    return memory;
}
