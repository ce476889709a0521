/* The guarded door where faults are signals: what becomes of those that are not its own, and of SIGBUS. */
#include "test.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "pages.h"

static wsplab_error load64(uint64_t at) {
    uint64_t value = 77;
    wsplab_error error = wsplab_guard_load64(at, &value);
    CHECK(error == WSPLAB_OK || value == 77);
    return error;
}

/* ---- faults of others: they go to the handler that was there before --------------------------------------------------- */

static sigjmp_buf back;
static volatile sig_atomic_t heard;

static void earlier_handler(int number, siginfo_t *info, void *context) {
    (void)info;
    (void)context;
    heard = number;
    siglongjmp(back, 1);
}

static void plain_handler(int number) {
    heard = number + 100;
    siglongjmp(back, 1);
}

static void handle_with(struct sigaction action) {
    sigemptyset(&action.sa_mask);
    EQUAL(sigaction(SIGSEGV, &action, NULL), 0);
    EQUAL(sigaction(SIGBUS, &action, NULL), 0);
}

/* A fault of our own making, told by the signal alone: a real wild access is what sanitizers watch for. */
static int heard_after(int number) {
    heard = 0;
    if (sigsetjmp(back, 1) == 0)
        raise(number);
    return heard;
}

/* In a process of its own, since the door is installed once; the body says whether it went well. */
static int in_child(int (*body)(void)) {
    fflush(NULL);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0)
        exit(body());
    int status = 0;
    EQUAL(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int after_a_handler_with_info(void) {
    handle_with((struct sigaction){.sa_sigaction = earlier_handler, .sa_flags = SA_SIGINFO | SA_RESETHAND});
    OK(wsplab_guard_install());
    for (int i = 0; i < 3; i++) {
        EQUAL(heard_after(SIGSEGV), SIGSEGV);
        EQUAL(heard_after(SIGBUS), SIGBUS);
        EQUAL(load64(0), WSPLAB_E_NOACCESS);
    }
    return 0;
}

static int after_a_plain_handler(void) {
    handle_with((struct sigaction){.sa_handler = plain_handler});
    OK(wsplab_guard_install());
    EQUAL(heard_after(SIGSEGV), SIGSEGV + 100);
    EQUAL(load64(0), WSPLAB_E_NOACCESS);
    return 0;
}

static int after_the_default(void) {
    handle_with((struct sigaction){.sa_handler = SIG_DFL});
    OK(wsplab_guard_install());
    EQUAL(load64(0), WSPLAB_E_NOACCESS);
    raise(SIGSEGV);
    return 0; /* not reached */
}

static int after_ignoring(void) {
    handle_with((struct sigaction){.sa_handler = SIG_IGN});
    OK(wsplab_guard_install());
    raise(SIGSEGV);
    EQUAL(load64(0), WSPLAB_E_NOACCESS);
    return 0;
}

static void faults_of_others_reach_the_handler_that_was_there(void) {
    EQUAL(in_child(after_a_handler_with_info), 0);
    EQUAL(in_child(after_a_plain_handler), 0);
}

static void a_signal_that_somebody_sent_ends_the_process_as_ever(void) {
    EQUAL(in_child(after_the_default), 1000 + SIGSEGV);
}

static void a_signal_that_somebody_sent_is_ignored_where_it_was(void) {
    EQUAL(in_child(after_ignoring), 0);
}

/* Behind the end of its file a mapped page answers with SIGBUS. */
static void a_page_that_its_file_has_lost_is_an_error(void) {
    FILE *file = tmpfile();
    CHECK(file != NULL);
    EQUAL(ftruncate(fileno(file), PAGE), 0);
    char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    CHECK(page != MAP_FAILED);
    uint64_t at = (uint64_t)(uintptr_t)page;
    char into[16] = {0};
    OK(wsplab_guard_install());
    OK(load64(at));
    EQUAL(ftruncate(fileno(file), 0), 0);
    EQUAL(load64(at), WSPLAB_E_NOACCESS);
    EQUAL(wsplab_guard_store32(at, 1), WSPLAB_E_NOACCESS);
    EQUAL(wsplab_guard_store64(at, 1), WSPLAB_E_NOACCESS);
    EQUAL(wsplab_guard_publish(at, 1, 0), WSPLAB_E_NOACCESS);
    EQUAL(wsplab_guard_copy((uint64_t)(uintptr_t)into, at, sizeof into), WSPLAB_E_NOACCESS);
    EQUAL(wsplab_guard_copy(at, (uint64_t)(uintptr_t)into, sizeof into), WSPLAB_E_NOACCESS);
    unmap(page);
    EQUAL(fclose(file), 0);
}

int main(void) {
    /* Those with a process of their own come first: the door is not yet installed in this one. */
    RUN(faults_of_others_reach_the_handler_that_was_there);
    RUN(a_signal_that_somebody_sent_ends_the_process_as_ever);
    RUN(a_signal_that_somebody_sent_is_ignored_where_it_was);
    RUN(a_page_that_its_file_has_lost_is_an_error);
    return 0;
}
