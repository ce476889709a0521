/* function_table.h - the functions of <wsplab/functions.h> by number. */
#ifndef WSPLAB_FUNCTION_TABLE_H
#define WSPLAB_FUNCTION_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <wsplab/functions.h>

#define WSPLAB__NUMBERED(name, arguments, failure) WSPLAB_F_##name,
enum { WSPLAB_FUNCTIONS(WSPLAB__NUMBERED) WSPLAB_FUNCTION_COUNT };
#undef WSPLAB__NUMBERED

/* No function takes more. */
#define WSPLAB_MAX_ARGUMENTS 11

enum wsplab_failure {
    WSPLAB_FAILS_ERRNO_1,
    WSPLAB_FAILS_ERRNO_0,
    WSPLAB_FAILS_LAST_1,
    WSPLAB_FAILS_LAST_0,
    WSPLAB_FAILS_RETURN,
    WSPLAB_FAILS_NOTHING
};

struct wsplab_function {
    const char *name;
    uint8_t arguments;
    uint8_t failure; /* enum wsplab_failure */
    bool import;     /* modules reach it by name */
    bool plain;      /* without a prefix, too */
};

extern const struct wsplab_function wsplab__functions[WSPLAB_FUNCTION_COUNT];

/* The number of an import by the symbol that a module has for it; -1 when it is none of ours. */
int32_t wsplab_function_of_symbol(const char *symbol);

/*
 * What a call returns that nobody serves, with its error stored where its caller looks for it; the arguments tell where
 * that is.
 */
uint64_t wsplab_function_refuse(uint32_t function, const uint64_t *arguments, uint32_t error);

#endif
