/*
 * test.h - what the C tests share. A test is a function whose name is a sentence; a failed check says where and ends
 * the program.
 */
#ifndef WSPLAB_TEST_H
#define WSPLAB_TEST_H

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(_WIN32)
#include "windows_win32.h"
#else
#include <sys/resource.h>
#include <unistd.h>
#endif

#include <wsplab/wsplab.h>

#define TEST_BOUND_S 60 /* no condition takes longer, on a slow machine under a sanitizer */

static inline void test_fail(const char *file, int line, const char *what, long long got, long long wanted) {
    fprintf(stderr, "%s:%d: %s: %lld, not %lld\n", file, line, what, got, wanted);
    fflush(NULL);
    _Exit(1);
}

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            test_fail(__FILE__, __LINE__, #condition, 0, 1);                                                           \
    } while (0)

#define EQUAL(actual, expected)                                                                                        \
    do {                                                                                                               \
        long long test_got = (long long)(actual), test_wanted = (long long)(expected);                                 \
        if (test_got != test_wanted)                                                                                   \
            test_fail(__FILE__, __LINE__, #actual, test_got, test_wanted);                                             \
    } while (0)

#define OK(call) EQUAL(call, WSPLAB_OK)

static inline double test_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

#if !defined(_WIN32)
/* How often threads of this process have gone to sleep so far: one that wakes only to look shows here. */
static inline long test_sleeps(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nvcsw;
}
#endif

/* Whether this is Windows as Wine plays it: where that differs, the test says how. */
static inline bool test_on_wine(void) {
#if defined(_WIN32)
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
#else
    return false;
#endif
}

/* For real time to pass, where that is what the test is about, and between two looks at a condition. */
static inline void test_let_pass(double seconds) {
    struct timespec left = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    while (nanosleep(&left, &left) != 0)
        ;
}

/* Waits until the condition holds. */
#define UNTIL(condition)                                                                                               \
    do {                                                                                                               \
        for (double test_end = test_seconds() + TEST_BOUND_S; !(condition); test_let_pass(0.0002))                     \
            if (test_seconds() > test_end)                                                                             \
                test_fail(__FILE__, __LINE__, "never: " #condition, 0, 1);                                             \
    } while (0)

#define RUN(test)                                                                                                      \
    do {                                                                                                               \
        printf("%s\n", #test);                                                                                         \
        fflush(stdout);                                                                                                \
        test();                                                                                                        \
    } while (0)

/* How often the long tests repeat: WSPLAB_SCALE times `small`. */
static inline uint32_t test_scaled(uint32_t small) {
    const char *text = getenv("WSPLAB_SCALE");
    double scale = text == NULL ? 1.0 : strtod(text, NULL);
    return scale <= 0 || small * scale < 1 ? 1 : (uint32_t)(small * scale);
}

/* ---- threads ----------------------------------------------------------------------------------------------------- */

static inline pthread_t test_start(void *(*body)(void *), void *argument) {
    pthread_t thread;
    EQUAL(pthread_create(&thread, NULL, body, argument), 0);
    return thread;
}

static inline void test_join(pthread_t thread) {
    EQUAL(pthread_join(thread, NULL), 0);
}

/* A latch that the shim knows nothing of. */
static inline void test_outside_wait(sem_t *latch) {
    while (sem_wait(latch) != 0)
        ;
}

/* ---- short forms ------------------------------------------------------------------------------------------------- */

static inline wsplab_handle test_event(bool manual_reset, bool signalled) {
    wsplab_handle event = 0;
    OK(wsplab_event_create(1, manual_reset, signalled, &event));
    return event;
}

static inline wsplab_handle test_port(uint32_t concurrency) {
    wsplab_handle port = 0;
    OK(wsplab_port_create(1, concurrency, &port));
    return port;
}

static inline wsplab_handle test_socket(void) {
    wsplab_handle socket = 0;
    OK(wsplab_socket_create(1, WSPLAB_SOCKET_PROVIDER, 1001, 0x1234, true, &socket));
    return socket;
}

static inline void test_close(wsplab_handle handle) {
    OK(wsplab_handle_close(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_ANY));
}

static inline void test_post(wsplab_handle port, uint64_t key) {
    OK(wsplab_port_post(WSPLAB_SEES_ALL, port, &(struct wsplab_packet){.key = key}));
}

/* Takes one packet; returns its key. */
static inline uint64_t test_get(wsplab_handle port, uint32_t timeout_ms) {
    struct wsplab_packet packet;
    uint32_t taken = 0;
    OK(wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, timeout_ms, 0, &taken));
    EQUAL(taken, 1);
    return packet.key;
}

/* What a get says that finds nothing. */
static inline wsplab_error test_get_fails(wsplab_handle port, uint32_t timeout_ms, uint32_t flags) {
    struct wsplab_packet packet = {.key = 77, .bytes = 78};
    uint32_t taken = 79;
    wsplab_error error = wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, timeout_ms, flags, &taken);
    CHECK(error != WSPLAB_OK);
    EQUAL(packet.key, 77);
    EQUAL(packet.bytes, 78);
    EQUAL(taken, 79);
    return error;
}

static inline wsplab_error test_wait_one(wsplab_handle handle, uint32_t timeout_ms, uint32_t flags) {
    uint32_t index = 99;
    wsplab_error error = wsplab_wait(WSPLAB_SEES_ALL, &handle, 1, timeout_ms, flags, &index);
    EQUAL(index, error == WSPLAB_OK ? 0 : 99);
    return error;
}

#endif
