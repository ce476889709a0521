/* Where a program cannot be begun anew in a process of Java's: each function says so, and touches nothing. */
#include "test.h"

#include <string.h>

#include "program.h"

static const char *const WHY = "programs are run on Windows alone; here a client is a shared library";

static void starting_one_is_refused_and_says_what_to_do(void) {
    struct wsplab_program program;
    struct wsplab_program untouched;
    struct wsplab_module_why why;
    memset(&program, 0x5A, sizeof program);
    memset(&untouched, 0x5A, sizeof untouched);
    memset(&why, 0x5A, sizeof why);
    EQUAL(wsplab_program_start("/bin/true", "true", "", 1, &program, &why), WSPLAB_E_NOT_SUPPORTED);
    CHECK(strcmp(why.text, WHY) == 0);
    CHECK(memcmp(&program, &untouched, sizeof program) == 0);
    EQUAL(wsplab_program_start(NULL, NULL, NULL, 0, NULL, &why), WSPLAB_E_NOT_SUPPORTED);
}

static void adopting_the_process_is_refused_and_says_what_to_do(void) {
    struct wsplab_module_why why;
    memset(&why, 0x5A, sizeof why);
    EQUAL(wsplab_program_adopt(NULL, NULL, NULL, &why), WSPLAB_E_NOT_SUPPORTED);
    CHECK(strcmp(why.text, WHY) == 0);
}

/* No number is the handle of one: our own process lives on. */
static void no_process_is_asked_or_ended(void) {
    uint64_t self = (uint64_t)getpid();
    wsplab_program_kill(self);
    EQUAL(wsplab_program_status(self), 0);
    wsplab_program_kill(0);
    EQUAL(wsplab_program_status(0), 0);
}

int main(void) {
    starting_one_is_refused_and_says_what_to_do();
    adopting_the_process_is_refused_and_says_what_to_do();
    no_process_is_asked_or_ended();
    return 0;
}
