/* thread_probe_darwin.c - every thread is taken for running: a thread that blocks outside our waits keeps its place. */
#include "thread_probe.h"

void wsplab_thread_probe_init(struct wsplab_thread_probe *probe) {
    probe->file = -1;
}

void wsplab_thread_probe_destroy(struct wsplab_thread_probe *probe) {
    (void)probe;
}

bool wsplab_thread_probe_blocked(struct wsplab_thread_probe *probe) {
    (void)probe;
    return false;
}
