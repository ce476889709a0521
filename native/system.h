/*
 * system.h - the operating system's own functions of the names that hosted modules import, where there are any: on Windows.
 * What is no business of an environment goes to them: kernel handles, libraries and addresses that nobody here knows.
 */
#ifndef WSPLAB_SYSTEM_H
#define WSPLAB_SYSTEM_H

#include <stdbool.h>
#include <stdint.h>

#include "trampoline.h"

/*
 * A thread has one last error (WIN-H9). Where the system keeps one of its own, that is the module's, and ours while the
 * module's code does not run: fetched when it calls or returns, given when it is called or returned to.
 */
void wsplab_system_error_fetch(void);
void wsplab_system_error_give(void);

/* Serves a call that is the system's, with its last error; false when it is the environment's. */
bool wsplab_system_serves(struct wsplab_set *set, uint32_t function, const uint64_t *arguments, uint64_t *result_out);

#endif
