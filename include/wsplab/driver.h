/*
 * driver.h - the shim's part of drivers in C (include/compat/km): calls into a module, and the one way out of it. It carries
 * both and decides nothing. Thread-safe.
 */
#ifndef WSPLAB_DRIVER_H
#define WSPLAB_DRIVER_H

#include <stdint.h>

#if defined(_WIN32) && defined(_MSC_VER)
#define WSPLAB_KM_API __stdcall
#elif defined(_WIN32) && defined(__i386__)
#define WSPLAB_KM_API __attribute__((stdcall))
#else
#define WSPLAB_KM_API
#endif

/* What a module calls, by the numbers of wsplab_km_calls.h; the failure is returned when nobody is there to ask. */
typedef uint64_t (*wsplab_km_call_function)(void *context, uint32_t function, const uint64_t *arguments,
                                            uint64_t failure);

/* The variable that every module has (wsplab_km_this_module): filled in before DriverEntry is called. */
struct wsplab_km_module {
    void *context;
    wsplab_km_call_function call;
};

/* The registry path is UTF-16 with `length` units, and lives during the call. */
int32_t wsplab_km_driver_entry(void *entry, void *driver, uint16_t *registry_path, uint16_t length);
void wsplab_km_driver_unload(void *routine, void *driver);
/* IO_WORKITEM_ROUTINE. */
void wsplab_km_work_item(void *routine, void *device, void *context);

#endif
