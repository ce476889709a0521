/*
 * lower.c - what a hosted layer opens when it opens the file of the provider below it: a library with a WSPStartup, as every
 * provider has. One copy of the file stands for one provider in one environment; the host says, once it has opened the copy
 * itself, where the start really goes.
 */
#include <stdint.h>

#if defined(_WIN32)
#define EXPORTED __declspec(dllexport)
#define CONVENTION __stdcall
#else
#define EXPORTED __attribute__((visibility("default")))
#define CONVENTION
#endif

#define WSASYSNOTREADY 10091

/* WSPUPCALLTABLE: fifteen pointers, by value in the convention of the platform. */
struct upcalls {
    void *functions[15];
};

typedef int(CONVENTION *startup_function)(uint16_t version, void *data, void *info, struct upcalls upcalls,
                                          void *table);

EXPORTED startup_function volatile wsplab_lower_startup;

EXPORTED int CONVENTION WSPStartup(uint16_t version, void *data, void *info, struct upcalls upcalls, void *table);

EXPORTED int CONVENTION WSPStartup(uint16_t version, void *data, void *info, struct upcalls upcalls, void *table) {
    startup_function startup = wsplab_lower_startup;
    return startup == 0 ? WSASYSNOTREADY : startup(version, data, info, upcalls, table);
}
