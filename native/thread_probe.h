/*
 * thread_probe.h - is a thread blocked, somewhere that we know nothing of?
 *
 * One look misleads: a thread is often caught between two instants of running. A thread counts as blocked when two
 * looks, at least a millisecond apart, both find it not running and its CPU clock has not moved between them.
 */
#ifndef WSPLAB_THREAD_PROBE_H
#define WSPLAB_THREAD_PROBE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct wsplab_thread_look {
    uint64_t when;
    uint64_t cpu_ns;
    bool running; /* or unknown */
};

struct wsplab_thread_probe {
    int tid;
    int file; /* opened at the first look; -1 */
    clockid_t clock;
    struct wsplab_thread_look last;
    bool blocked; /* the verdict of the last look */
};

/* In the thread itself. */
void wsplab_thread_probe_init(struct wsplab_thread_probe *probe);
void wsplab_thread_probe_destroy(struct wsplab_thread_probe *probe);
/*
 * Looks and compares with the look before; when that was less than a millisecond ago, gives its verdict again. From any
 * thread, one at a time; the thread must not end meanwhile.
 */
bool wsplab_thread_probe_blocked(struct wsplab_thread_probe *probe);

#endif
