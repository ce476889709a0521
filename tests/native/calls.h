/* calls.h - the calls that take a handle, so that tests can give the same bad handles to all of them. */
#ifndef WSPLAB_TEST_CALLS_H
#define WSPLAB_TEST_CALLS_H

#include "test.h"

static wsplab_error do_close(wsplab_owner viewer, wsplab_handle h) {
    return wsplab_handle_close(viewer, h, WSPLAB_KIND_ANY);
}
static wsplab_error do_duplicate(wsplab_owner viewer, wsplab_handle h) {
    wsplab_handle duplicate;
    return wsplab_handle_duplicate(viewer, h, 1, &duplicate);
}
static wsplab_error do_query(wsplab_owner viewer, wsplab_handle h) {
    (void)viewer;
    struct wsplab_handle_info info;
    return wsplab_handle_query(h, &info);
}
static wsplab_error do_post(wsplab_owner viewer, wsplab_handle h) {
    return wsplab_port_post(viewer, h, &(struct wsplab_packet){0});
}
static wsplab_error do_get(wsplab_owner viewer, wsplab_handle h) {
    struct wsplab_packet packet;
    uint32_t taken;
    return wsplab_port_get(viewer, h, &packet, 1, 0, 0, &taken);
}
static wsplab_error do_depth(wsplab_owner viewer, wsplab_handle h) {
    uint32_t depth;
    return wsplab_port_depth(viewer, h, &depth);
}
static wsplab_error do_socket_query(wsplab_owner viewer, wsplab_handle h) {
    (void)viewer;
    struct wsplab_socket_info info;
    return wsplab_socket_query(h, &info);
}
static wsplab_error do_set_entry(wsplab_owner viewer, wsplab_handle h) {
    (void)viewer;
    return wsplab_socket_set_entry(h, 1);
}
static wsplab_error do_set_modes(wsplab_owner viewer, wsplab_handle h) {
    (void)viewer;
    return wsplab_socket_set_modes(h, 1);
}
static wsplab_error do_associate(wsplab_owner viewer, wsplab_handle h) {
    return wsplab_socket_associate(viewer, h, h, 1);
}
static wsplab_error do_complete(wsplab_owner viewer, wsplab_handle h) {
    (void)viewer;
    uint64_t overlapped[4];
    uint32_t done;
    return wsplab_socket_complete(h, &(struct wsplab_completion){.overlapped = (uint64_t)(uintptr_t)overlapped}, &done);
}
static wsplab_error do_post_at_end(wsplab_owner viewer, wsplab_handle h) {
    (void)viewer;
    return wsplab_thread_post_at_end(h, &(struct wsplab_packet){0});
}
static wsplab_error do_queue_apc(wsplab_owner viewer, wsplab_handle h) {
    return wsplab_apc_queue(viewer, h, 1);
}
static wsplab_error do_wait(wsplab_owner viewer, wsplab_handle h) {
    uint32_t index;
    return wsplab_wait(viewer, &h, 1, 0, 0, &index);
}
static wsplab_error do_release(wsplab_owner viewer, wsplab_handle h) {
    (void)viewer;
    return wsplab_socket_release(h);
}
static wsplab_error do_reset(wsplab_owner viewer, wsplab_handle h) {
    (void)viewer;
    return wsplab_socket_reset(h);
}
static wsplab_error do_alert(wsplab_owner viewer, wsplab_handle h) {
    (void)viewer;
    return wsplab_thread_alert(h);
}

#define KIND(number) (1u << (number))

static const struct {
    const char *name;
    wsplab_error (*call)(wsplab_owner, wsplab_handle);
    uint32_t kinds; /* that it accepts, in bits; a port is given to none that would accept it for long */
    bool looks;     /* at whose handle it is */
} calls[] = {
    {"close", do_close, ~0u, true},
    {"duplicate", do_duplicate, ~0u, true},
    {"query", do_query, ~0u, false},
    {"event_set", wsplab_event_set, KIND(WSPLAB_KIND_EVENT), true},
    {"event_reset", wsplab_event_reset, KIND(WSPLAB_KIND_EVENT), true},
    {"port_post", do_post, KIND(WSPLAB_KIND_PORT), true},
    {"port_get", do_get, KIND(WSPLAB_KIND_PORT), true},
    {"port_depth", do_depth, KIND(WSPLAB_KIND_PORT), true},
    {"socket_query", do_socket_query, KIND(WSPLAB_KIND_SOCKET), false},
    {"socket_set_entry", do_set_entry, KIND(WSPLAB_KIND_SOCKET), false},
    {"socket_set_modes", do_set_modes, KIND(WSPLAB_KIND_SOCKET), false},
    {"socket_associate", do_associate, 0, true},
    {"socket_reserve", wsplab_socket_reserve, KIND(WSPLAB_KIND_SOCKET), true},
    {"socket_release", do_release, KIND(WSPLAB_KIND_SOCKET), false},
    {"socket_reset", do_reset, KIND(WSPLAB_KIND_SOCKET), false},
    {"socket_complete", do_complete, KIND(WSPLAB_KIND_SOCKET), false},
    {"thread_alert", do_alert, KIND(WSPLAB_KIND_THREAD), false},
    {"thread_post_at_end", do_post_at_end, KIND(WSPLAB_KIND_PORT), false},
    {"apc_queue", do_queue_apc, KIND(WSPLAB_KIND_THREAD), true},
    {"wait", do_wait, KIND(WSPLAB_KIND_EVENT) | KIND(WSPLAB_KIND_THREAD) | KIND(WSPLAB_KIND_SOCKET), true},
};

#define CALLS (sizeof calls / sizeof *calls)

/* Fails unless each of them refuses the handle. */
static inline void test_every_call_refuses(wsplab_handle handle) {
    for (size_t c = 0; c < CALLS; c++)
        if (calls[c].call(WSPLAB_SEES_ALL, handle) != WSPLAB_E_INVALID_HANDLE)
            test_fail(__FILE__, __LINE__, calls[c].name, (long long)handle, 6);
}

#endif
