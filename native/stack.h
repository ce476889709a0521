/*
 * stack.h - the native stack of a hosted module's call, for reports that ask for it (gate.h keeps it while the call is
 * served). Addresses are cheap and are taken at once; what they mean is asked for later, while the module is loaded.
 */
#ifndef WSPLAB_STACK_H
#define WSPLAB_STACK_H

#include <stdbool.h>
#include <stdint.h>

/* Those of this library stand first, so more than a report shows. */
#define WSPLAB_STACK_FRAMES 24

struct wsplab_stack {
    uint32_t count;
    bool taken;
    void *frames[WSPLAB_STACK_FRAMES];
};

enum wsplab_owner_of_code {
    WSPLAB_CODE_OF_NOBODY, /* such as what Java has compiled */
    WSPLAB_CODE_OF_MODULE,
    WSPLAB_CODE_OF_SHIM
};

struct wsplab_code {
    uint64_t base;      /* where the module begins in memory */
    uint64_t symbol_at; /* of the exported function that holds the address; 0: none is known */
    char path[1024];    /* of the module's file, UTF-8 */
    char symbol[256];
};

/* Does at a quiet moment what the first capture of the process would do else: finding the unwinder. */
void wsplab_stack_prepare(void);
/* The return addresses of the calling thread, innermost first. It ends where there are no tables for unwinding. */
void wsplab_stack_capture(struct wsplab_stack *stack_out);
/* Whose code lies at an address; fills in what is known of a module. */
enum wsplab_owner_of_code wsplab_stack_code_at(uint64_t address, struct wsplab_code *code_out);

#endif
