/*
 * module_system_linux.c - functions of the system that a hosted module gets from us: threads that it starts are counted
 * as its own, and the end of a thread stops at the call into the module when Java is below it.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "alloc.h"
#include "attach.h"
#include "boundary.h"
#include "module_linux.h"

struct wsplab__start {
    void *(*routine)(void *);
    void *argument;
    struct wsplab_set *set;
};

static void wsplab__thread_left(void *set) {
    wsplab_set_thread_ends(set);
}

/* Its calls through symbols that were not redirected belong to the module, too. */
static void *wsplab__thread_main(void *memory) {
    struct wsplab__start start = *(struct wsplab__start *)memory;
    wsplab_free(memory);
    void *result;
    wsplab_boundary_enter(start.set);
    pthread_cleanup_push(wsplab__thread_left, start.set);
    result = start.routine(start.argument);
    pthread_cleanup_pop(1);
    return result;
}

static int wsplab__pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*routine)(void *),
                                  void *argument) {
    struct wsplab_set *set = wsplab_boundary_set();
    if (set == NULL)
        return pthread_create(thread, attributes, routine, argument);
    struct wsplab__start *start = wsplab_alloc(sizeof *start);
    if (start == NULL)
        return EAGAIN;
    *start = (struct wsplab__start){.routine = routine, .argument = argument, .set = set};
    wsplab_set_thread_begins(set);
    int error = pthread_create(thread, attributes, wsplab__thread_main, start);
    if (error != 0) {
        wsplab__thread_left(set);
        wsplab_free(start);
    }
    return error;
}

struct wsplab__int_start {
    int (*routine)(void *);
    void *argument;
};

static void *wsplab__int_main(void *memory) {
    struct wsplab__int_start start = *(struct wsplab__int_start *)memory;
    wsplab_free(memory);
    return (void *)(intptr_t)start.routine(start.argument);
}

#define THRD_SUCCESS 0
#define THRD_ERROR 2
#define THRD_NOMEM 3

/* A thrd_t is a pthread_t, and thrd_join takes an int for what the thread returns. */
static int wsplab__thrd_create(pthread_t *thread, int (*routine)(void *), void *argument) {
    struct wsplab__int_start *start = wsplab_alloc(sizeof *start);
    if (start == NULL)
        return THRD_NOMEM;
    *start = (struct wsplab__int_start){.routine = routine, .argument = argument};
    if (wsplab__pthread_create(thread, NULL, wsplab__int_main, start) == 0)
        return THRD_SUCCESS;
    wsplab_free(start);
    return THRD_ERROR;
}

static void wsplab__pthread_exit(void *value) {
    wsplab_boundary_end_thread((uint32_t)(uintptr_t)value);
    pthread_exit(value);
}

struct wsplab__replacement {
    const char *symbol;
    void *function;
};

void *wsplab_elf_replacement(const char *symbol) {
    const struct wsplab__replacement replacements[] = {
        {"pthread_create", (void *)(uintptr_t)&wsplab__pthread_create},
        {"pthread_exit", (void *)(uintptr_t)&wsplab__pthread_exit},
        {"thrd_create", (void *)(uintptr_t)&wsplab__thrd_create},
    };
    for (size_t i = 0; i < sizeof replacements / sizeof replacements[0]; i++) {
        if (strcmp(replacements[i].symbol, symbol) == 0)
            return replacements[i].function;
    }
    return NULL;
}

/* std::thread: the C++ library starts it, by an import of its own. */
bool wsplab_elf_starts_threads(const char *symbol) {
    const char start_thread[] = "_ZNSt6thread15_M_start_thread";
    return strncmp(symbol, start_thread, sizeof start_thread - 1) == 0;
}
