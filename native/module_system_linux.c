/*
 * module_system_linux.c - functions of the system that a hosted module gets from us: threads that it starts are counted
 * as its own, and the end of a thread stops at the call into the module when Java is below it.
 */
#include <dlfcn.h>
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

/*
 * std::thread of GCC's library since its release 6: the library itself calls pthread_create, out of our sight, so the call
 * that asks it to is taken instead. The thread owns the state from then on; slots of its table of functions: two
 * destructors, of which the second gives the memory back, and the function to run.
 */
#define START_THREAD "_ZNSt6thread15_M_start_thread"
#define START_STATE START_THREAD "ESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE"
#define CXX_LIBRARY "libstdc++.so.6"

enum { DELETES = 1, RUNS = 2 };

struct wsplab__cxx_state {
    void (*const *functions)(struct wsplab__cxx_state *);
};

static void *wsplab__cxx_main(void *memory) {
    struct wsplab__cxx_state *state = memory;
    state->functions[RUNS](state);
    state->functions[DELETES](state);
    return NULL;
}

/* The library throws for what cannot be started; should it find room after all, nobody knows when that thread ends. */
static void wsplab__cxx_start_uncounted(pthread_t *thread, struct wsplab__cxx_state **state, void (*depends)(void)) {
    void (*start)(pthread_t *, struct wsplab__cxx_state **, void (*)(void)) = NULL;
    void *library = dlopen(CXX_LIBRARY, RTLD_NOW | RTLD_NOLOAD);
    void *found = library == NULL ? NULL : dlsym(library, START_STATE);
    memcpy(&start, &found, sizeof start);
    if (start == NULL)
        return;       /* it is not there, so nobody has called this */
    dlclose(library); /* the caller needs it, too */
    struct wsplab_set *set = wsplab_boundary_set();
    start(thread, state, depends);
    if (set != NULL)
        wsplab_set_thread_begins(set);
}

/* The first word of a std::thread is its pthread_t. */
static void wsplab__cxx_start(pthread_t *thread, struct wsplab__cxx_state **state, void (*depends)(void)) {
    if (wsplab__pthread_create(thread, NULL, wsplab__cxx_main, *state) == 0)
        *state = NULL;
    else
        wsplab__cxx_start_uncounted(thread, state, depends);
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
        {START_STATE, (void *)(uintptr_t)&wsplab__cxx_start},
        {"thrd_create", (void *)(uintptr_t)&wsplab__thrd_create},
    };
    for (size_t i = 0; i < sizeof replacements / sizeof replacements[0]; i++) {
        if (strcmp(replacements[i].symbol, symbol) == 0)
            return replacements[i].function;
    }
    return NULL;
}

/* std::thread of older releases. */
bool wsplab_elf_starts_threads(const char *symbol) {
    return strncmp(symbol, START_THREAD, sizeof START_THREAD - 1) == 0;
}
