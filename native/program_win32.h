/* program_win32.h - between the two halves of program.h. */
#ifndef WSPLAB_PROGRAM_WIN32_H
#define WSPLAB_PROGRAM_WIN32_H

#include "program.h"
#include "windows_win32.h"

/* Lies in the program's memory, the settings behind it. Words are those of one processor in both processes. */
struct wsplab_program_orders {
    uint32_t size; /* of the settings */
    /* What the preparation answers. */
    wsplab_error error;
    uint32_t status;
    uint64_t entry; /* the program's first function */
    uint64_t main;  /* what is to be called in its place */
    struct wsplab_module_why why;
};

/* The start routine of a thread in the program's process, given its orders. */
DWORD WINAPI wsplab_program_begin(void *orders);

#endif
