/* thread_probe_linux.c - /proc tells the state, the thread's CPU clock whether it ran in between. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "condition.h"
#include "thread_probe.h"

void wsplab_thread_probe_init(struct wsplab_thread_probe *probe) {
    probe->tid = (int)syscall(SYS_gettid); /* glibc has a function for it since 2.30 only */
    probe->file = -1;
    probe->last = (struct wsplab_thread_look){.running = true};
    if (pthread_getcpuclockid(pthread_self(), &probe->clock) != 0)
        probe->clock = CLOCK_MONOTONIC; /* moves always: never blocked */
}

void wsplab_thread_probe_destroy(struct wsplab_thread_probe *probe) {
    if (probe->file >= 0)
        close(probe->file);
}

/* The state is the letter behind the last parenthesis: a thread's name may hold any. Unknown counts as running. */
static bool wsplab__runs(struct wsplab_thread_probe *probe) {
    char text[128];
    if (probe->file < 0) {
        snprintf(text, sizeof text, "/proc/self/task/%d/stat", probe->tid);
        probe->file = open(text, O_RDONLY | O_CLOEXEC);
    }
    ssize_t length = pread(probe->file, text, sizeof text - 1, 0);
    if (length <= 0)
        return true;
    text[length] = '\0';
    const char *name_end = strrchr(text, ')');
    return name_end == NULL || name_end[1] == '\0' || name_end[2] == 'R';
}

bool wsplab_thread_probe_blocked(struct wsplab_thread_probe *probe) {
    struct wsplab_thread_look before = probe->last, now = {.when = wsplab_now(), .running = true};
    if (now.when - before.when < WSPLAB_NS_PER_MS)
        return probe->blocked;
    struct timespec cpu;
    if (clock_gettime(probe->clock, &cpu) == 0) {
        now.cpu_ns = (uint64_t)cpu.tv_sec * 1000000000u + (uint64_t)cpu.tv_nsec;
        now.running = wsplab__runs(probe);
    }
    probe->last = now;
    probe->blocked = !before.running && !now.running && before.cpu_ns == now.cpu_ns;
    return probe->blocked;
}
