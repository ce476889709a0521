/*
 * guard_posix.c - recognises a fault of the guarded door by its program counter and makes the access return. Every other
 * fault goes on to the handler that was there before: the JVM's, which needs them for its own null checks.
 */
#include "guard.h"
#include "guard_context.h"

#include <pthread.h>
#include <signal.h>

static const int wsplab__signals[] = {SIGSEGV, SIGBUS};
static struct sigaction wsplab__previous[2];
static pthread_once_t wsplab__once = PTHREAD_ONCE_INIT;
static bool wsplab__installed;

static bool wsplab__resume(void *context_raw) {
    ucontext_t *context = context_raw;
    uint64_t pc = (uint64_t)WSPLAB__PC(context);
    for (const uint64_t *label = wsplab__guard_labels; label < wsplab__guard_labels_end; label++) {
        if (*label == pc) {
            /* The access functions are leaves without a frame: the caller's address is where the fault exit needs it. */
            WSPLAB__PC(context) = (uintptr_t)wsplab__guard_fault;
            return true;
        }
    }
    return false;
}

/* As if the earlier disposition were still in force. A fault happens again when its instruction runs again, and then
 * ends the process; what somebody sent comes only once, so it is sent on, or ignored where it was. */
static void wsplab__default(const struct sigaction *previous, int number, const siginfo_t *info) {
    bool sent = info->si_code <= 0;
    if (sent && previous->sa_handler == SIG_IGN) {
        return;
    }
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigemptyset(&plain.sa_mask);
    sigaction(number, &plain, NULL);
    if (sent) {
        raise(number);
    }
}

static void wsplab__chain(const struct sigaction *previous, int number, siginfo_t *info, void *context) {
    if ((previous->sa_flags & SA_SIGINFO) != 0) {
        previous->sa_sigaction(number, info, context);
    } else if (previous->sa_handler == SIG_DFL || previous->sa_handler == SIG_IGN) {
        wsplab__default(previous, number, info);
    } else {
        previous->sa_handler(number);
    }
}

static void wsplab__on_fault(int number, siginfo_t *info, void *context) {
    if (!wsplab__resume(context)) {
        wsplab__chain(&wsplab__previous[number == SIGSEGV ? 0 : 1], number, info, context);
    }
}

static void wsplab__install(void) {
    for (size_t i = 0; i < 2; i++) {
        if (sigaction(wsplab__signals[i], NULL, &wsplab__previous[i]) != 0) {
            return;
        }
        struct sigaction ours = {.sa_sigaction = wsplab__on_fault};
        ours.sa_mask = wsplab__previous[i].sa_mask;
        ours.sa_flags = wsplab__previous[i].sa_flags | SA_SIGINFO | SA_ONSTACK;
        /* A handler that was to run once would leave the next fault to the default. */
        ours.sa_flags &= ~(int)SA_RESETHAND;
        if (sigaction(wsplab__signals[i], &ours, NULL) != 0) {
            return;
        }
    }
    wsplab__installed = true;
}

wsplab_error wsplab_guard_install(void) {
    pthread_once(&wsplab__once, wsplab__install);
    return wsplab__installed ? WSPLAB_OK : WSPLAB_E_NOT_ENOUGH_MEMORY;
}
