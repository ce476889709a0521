/* calls.h - the calls that take a handle, so that tests can give the same bad handles to all of them. */
#ifndef WSPLAB_TEST_CALLS_H
#define WSPLAB_TEST_CALLS_H

#include "test.h"

static wsplab_error do_close(wsplab_handle h) {
    return wsplab_handle_close(h, WSPLAB_KIND_ANY);
}
static wsplab_error do_duplicate(wsplab_handle h) {
    wsplab_handle duplicate;
    return wsplab_handle_duplicate(h, 1, &duplicate);
}
static wsplab_error do_query(wsplab_handle h) {
    struct wsplab_handle_info info;
    return wsplab_handle_query(h, &info);
}
static wsplab_error do_post(wsplab_handle h) {
    return wsplab_port_post(h, &(struct wsplab_packet){0});
}
static wsplab_error do_get(wsplab_handle h) {
    struct wsplab_packet packet;
    uint32_t taken;
    return wsplab_port_get(h, &packet, 1, 0, 0, &taken);
}
static wsplab_error do_depth(wsplab_handle h) {
    uint32_t depth;
    return wsplab_port_depth(h, &depth);
}
static wsplab_error do_socket_query(wsplab_handle h) {
    struct wsplab_socket_info info;
    return wsplab_socket_query(h, &info);
}
static wsplab_error do_set_entry(wsplab_handle h) {
    return wsplab_socket_set_entry(h, 1);
}
static wsplab_error do_set_modes(wsplab_handle h) {
    return wsplab_socket_set_modes(h, 1);
}
static wsplab_error do_associate(wsplab_handle h) {
    return wsplab_socket_associate(h, h, 1);
}
static wsplab_error do_complete(wsplab_handle h) {
    uint64_t overlapped[4];
    uint32_t done;
    return wsplab_socket_complete(h, &(struct wsplab_completion){.overlapped = (uint64_t)(uintptr_t)overlapped}, &done);
}
static wsplab_error do_post_at_end(wsplab_handle h) {
    return wsplab_thread_post_at_end(h, &(struct wsplab_packet){0});
}
static wsplab_error do_queue_apc(wsplab_handle h) {
    return wsplab_apc_queue(h, 1);
}
static wsplab_error do_wait(wsplab_handle h) {
    uint32_t index;
    return wsplab_wait(&h, 1, 0, 0, &index);
}

#define KIND(number) (1u << (number))

static const struct {
    const char *name;
    wsplab_error (*call)(wsplab_handle);
    uint32_t kinds; /* that it accepts, in bits; a port is given to none that would accept it for long */
} calls[] = {
    {"close", do_close, ~0u},
    {"duplicate", do_duplicate, ~0u},
    {"query", do_query, ~0u},
    {"event_set", wsplab_event_set, KIND(WSPLAB_KIND_EVENT)},
    {"event_reset", wsplab_event_reset, KIND(WSPLAB_KIND_EVENT)},
    {"port_post", do_post, KIND(WSPLAB_KIND_PORT)},
    {"port_get", do_get, KIND(WSPLAB_KIND_PORT)},
    {"port_depth", do_depth, KIND(WSPLAB_KIND_PORT)},
    {"socket_query", do_socket_query, KIND(WSPLAB_KIND_SOCKET)},
    {"socket_set_entry", do_set_entry, KIND(WSPLAB_KIND_SOCKET)},
    {"socket_set_modes", do_set_modes, KIND(WSPLAB_KIND_SOCKET)},
    {"socket_associate", do_associate, 0},
    {"socket_reserve", wsplab_socket_reserve, KIND(WSPLAB_KIND_SOCKET)},
    {"socket_release", wsplab_socket_release, KIND(WSPLAB_KIND_SOCKET)},
    {"socket_reset", wsplab_socket_reset, KIND(WSPLAB_KIND_SOCKET)},
    {"socket_complete", do_complete, KIND(WSPLAB_KIND_SOCKET)},
    {"thread_alert", wsplab_thread_alert, KIND(WSPLAB_KIND_THREAD)},
    {"thread_post_at_end", do_post_at_end, KIND(WSPLAB_KIND_PORT)},
    {"apc_queue", do_queue_apc, KIND(WSPLAB_KIND_THREAD)},
    {"wait", do_wait, KIND(WSPLAB_KIND_EVENT) | KIND(WSPLAB_KIND_THREAD) | KIND(WSPLAB_KIND_SOCKET)},
};

#define CALLS (sizeof calls / sizeof *calls)

/* Fails unless each of them refuses the handle. */
static inline void test_every_call_refuses(wsplab_handle handle) {
    for (size_t c = 0; c < CALLS; c++)
        if (calls[c].call(handle) != WSPLAB_E_INVALID_HANDLE)
            test_fail(__FILE__, __LINE__, calls[c].name, (long long)handle, 6);
}

#endif
