/*
 * wsplab_km_calls.h - how a driver's calls leave its module: by number, to the Filter Manager or the filter engine that has
 * loaded it. That fills in the variable below before it calls DriverEntry, so the module links to nothing. Every argument is
 * a word.
 */
#ifndef WSPLAB_KM_CALLS_H
#define WSPLAB_KM_CALLS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The kernel's own functions, numbered from 0; dev.wsplab.driver.KernelFunction has the same order. What a platform adds to
 * them has a list of its own, which begins at WSPLAB_KM_FLT or WSPLAB_KM_FWP. Rows may be added at the end of each.
 */
#define WSPLAB_KM_FUNCTIONS(X)                                                                                         \
    X(KeInitializeEvent)                                                                                               \
    X(KeSetEvent)                                                                                                      \
    X(KeClearEvent)                                                                                                    \
    X(KeReadStateEvent)                                                                                                \
    X(KeWaitForSingleObject)                                                                                           \
    X(KeGetCurrentIrql)                                                                                                \
    X(KfRaiseIrql)                                                                                                     \
    X(KeLowerIrql)                                                                                                     \
    X(ExAllocatePoolWithTag)                                                                                           \
    X(ExFreePoolWithTag)                                                                                               \
    X(KeInitializeSpinLock)                                                                                            \
    X(KeAcquireSpinLockRaiseToDpc)                                                                                     \
    X(KeReleaseSpinLock)                                                                                               \
    X(IoCreateDevice)                                                                                                  \
    X(IoDeleteDevice)                                                                                                  \
    X(IoAllocateWorkItem)                                                                                              \
    X(IoQueueWorkItem)                                                                                                 \
    X(IoFreeWorkItem)

#define WSPLAB_KM_FLT 0x100
#define WSPLAB_KM_FWP 0x200

#define WSPLAB_KM__NUMBERED(name) WSPLAB_KM_NUMBER_##name,
enum wsplab_km_function { WSPLAB_KM_FUNCTIONS(WSPLAB_KM__NUMBERED) WSPLAB_KM_FUNCTION_COUNT };

struct wsplab_km_calls {
    void *context;
    /* Returns what the function returns; the failure when nobody is there to ask. */
    uint64_t (*call)(void *context, uint32_t function, const uint64_t *arguments, uint64_t failure);
};

#if defined(_WIN32)
#define WSPLAB_KM_EXPORT __declspec(dllexport)
#define WSPLAB_KM_ONCE __declspec(dllexport) __declspec(selectany)
#else
#define WSPLAB_KM_EXPORT __attribute__((visibility("default")))
/* The module's own, also when others have been loaded that have one, too. */
#define WSPLAB_KM_ONCE __attribute__((visibility("protected"), weak))
#endif

/* One for all sources of the module. */
WSPLAB_KM_ONCE struct wsplab_km_calls wsplab_km_this_module = {0, 0};

static inline uint64_t wsplab_km_call(uint32_t function, const uint64_t *arguments, uint64_t failure) {
    const struct wsplab_km_calls *calls = &wsplab_km_this_module;
    return calls->call == 0 ? failure : calls->call(calls->context, function, arguments, failure);
}

#define WSPLAB_KM_P(pointer) ((uint64_t)(uintptr_t)(pointer))
#define WSPLAB_KM_N(number) ((uint64_t)(number))
#if defined(__cplusplus)
#define WSPLAB_KM__CALL(name, failure, ...)                                                                            \
    [&]() {                                                                                                            \
        const uint64_t arguments_[] = {__VA_ARGS__};                                                                   \
        return wsplab_km_call(WSPLAB_KM_NUMBER_##name, arguments_, failure);                                           \
    }()
#else
#define WSPLAB_KM__CALL(name, failure, ...)                                                                            \
    wsplab_km_call(WSPLAB_KM_NUMBER_##name, (const uint64_t[]){__VA_ARGS__}, failure)
#endif
/* A function that returns an NTSTATUS, which fails with STATUS_UNSUCCESSFUL; one that returns nothing, or 0 for a failure. */
#define WSPLAB_KM_STATUS(name, ...) ((NTSTATUS)WSPLAB_KM__CALL(name, 0xC0000001u, __VA_ARGS__))
#define WSPLAB_KM_WORD(name, ...) WSPLAB_KM__CALL(name, 0, __VA_ARGS__)

#ifdef __cplusplus
}
#endif

#endif
