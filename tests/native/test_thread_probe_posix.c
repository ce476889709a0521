/* A look at a thread from outside: whether it is blocked. */
#include "thread.h"

#include "test.h"

static struct {
    struct wsplab_thread_probe probe;
    atomic_bool ready, stop;
    double nap;
    sem_t latch;
} subject;

static void *live_as_subject(void *unused) {
    wsplab_thread_probe_init(&subject.probe);
    atomic_store(&subject.ready, true);
    if (subject.nap < 0)
        test_outside_wait(&subject.latch);
    while (!atomic_load(&subject.stop))
        if (subject.nap > 0)
            test_let_pass(subject.nap);
    return unused;
}

/* Of 100 looks at a thread that spins (nap 0), naps, or is blocked (nap below 0), how many take it for blocked. */
static uint32_t looks_that_say_blocked(double nap) {
    uint32_t blocked = 0;
    atomic_store(&subject.ready, false);
    atomic_store(&subject.stop, false);
    subject.nap = nap;
    EQUAL(sem_init(&subject.latch, 0, 0), 0);
    pthread_t thread = test_start(live_as_subject, NULL);
    UNTIL(atomic_load(&subject.ready));
    for (int look = 0; look < 100; look++) {
        test_let_pass(0.0015);
        blocked += wsplab_thread_probe_blocked(&subject.probe);
    }
    atomic_store(&subject.stop, true);
    sem_post(&subject.latch);
    test_join(thread);
    wsplab_thread_probe_destroy(&subject.probe);
    return blocked;
}

static void a_look_tells_a_blocked_thread_from_one_that_spins_or_naps(void) {
    EQUAL(looks_that_say_blocked(0), 0);
    CHECK(looks_that_say_blocked(0.0001) <= 20); /* a nap may last longer on a machine that is busy */
    CHECK(looks_that_say_blocked(-1) >= 90);
}

static void two_looks_in_one_millisecond_do_not_make_a_thread_blocked(void) {
    atomic_store(&subject.ready, false);
    atomic_store(&subject.stop, true);
    subject.nap = -1;
    EQUAL(sem_init(&subject.latch, 0, 0), 0);
    pthread_t thread = test_start(live_as_subject, NULL);
    UNTIL(atomic_load(&subject.ready));
    test_let_pass(0.01); /* for it to block; if it has not, the looks say the same */
    double start = test_seconds();
    CHECK(!wsplab_thread_probe_blocked(&subject.probe));
    bool blocked = wsplab_thread_probe_blocked(&subject.probe);
    CHECK(!blocked || test_seconds() - start >= 0.001);
    UNTIL(wsplab_thread_probe_blocked(&subject.probe));
    CHECK(wsplab_thread_probe_blocked(&subject.probe));
    sem_post(&subject.latch);
    test_join(thread);
    wsplab_thread_probe_destroy(&subject.probe);
}

int main(void) {
    RUN(a_look_tells_a_blocked_thread_from_one_that_spins_or_naps);
    RUN(two_looks_in_one_millisecond_do_not_make_a_thread_blocked);
    return 0;
}
