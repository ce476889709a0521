/*
 * wsplab_local.h - what needs no environment: the C library does it as well.
 *
 * All of it is inline, so that a module needs nothing for it but the C library.
 */
#ifndef WSPLAB_COMPAT_LOCAL_H
#define WSPLAB_COMPAT_LOCAL_H

#include <windef.h>

/* ---- critical sections, slim locks, condition variables, one-time initialization --------------------------------------- */

typedef struct _RTL_CRITICAL_SECTION {
    pthread_mutex_t wsplab_mutex;
} CRITICAL_SECTION, *PCRITICAL_SECTION, *LPCRITICAL_SECTION;

static inline BOOL InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spins) {
    pthread_mutexattr_t attributes;
    int error;
    (void)spins;
    if (pthread_mutexattr_init(&attributes) != 0) {
        return FALSE;
    }
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    error = pthread_mutex_init(&section->wsplab_mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return error == 0;
}

static inline void InitializeCriticalSection(LPCRITICAL_SECTION section) {
    if (!InitializeCriticalSectionAndSpinCount(section, 0)) {
        abort(); /* on Windows it cannot fail, and says so by ending the process */
    }
}

static inline void DeleteCriticalSection(LPCRITICAL_SECTION section) {
    pthread_mutex_destroy(&section->wsplab_mutex);
}

static inline void EnterCriticalSection(LPCRITICAL_SECTION section) {
    pthread_mutex_lock(&section->wsplab_mutex);
}

static inline BOOL TryEnterCriticalSection(LPCRITICAL_SECTION section) {
    return pthread_mutex_trylock(&section->wsplab_mutex) == 0;
}

static inline void LeaveCriticalSection(LPCRITICAL_SECTION section) {
    pthread_mutex_unlock(&section->wsplab_mutex);
}

/* A plain mutex serves who reads and who writes: nobody can tell but by waiting. */
typedef struct _RTL_SRWLOCK {
    pthread_mutex_t wsplab_mutex;
} SRWLOCK, *PSRWLOCK;
#define SRWLOCK_INIT {PTHREAD_MUTEX_INITIALIZER}

static inline void InitializeSRWLock(PSRWLOCK lock) {
    pthread_mutex_init(&lock->wsplab_mutex, NULL);
}

static inline void AcquireSRWLockExclusive(PSRWLOCK lock) {
    pthread_mutex_lock(&lock->wsplab_mutex);
}

static inline void ReleaseSRWLockExclusive(PSRWLOCK lock) {
    pthread_mutex_unlock(&lock->wsplab_mutex);
}

static inline BOOLEAN TryAcquireSRWLockExclusive(PSRWLOCK lock) {
    return pthread_mutex_trylock(&lock->wsplab_mutex) == 0;
}

typedef struct _RTL_CONDITION_VARIABLE {
    pthread_cond_t wsplab_condition;
} CONDITION_VARIABLE, *PCONDITION_VARIABLE;
#define CONDITION_VARIABLE_INIT {PTHREAD_COND_INITIALIZER}

static inline void InitializeConditionVariable(PCONDITION_VARIABLE condition) {
    pthread_cond_init(&condition->wsplab_condition, NULL);
}

static inline void WakeConditionVariable(PCONDITION_VARIABLE condition) {
    pthread_cond_signal(&condition->wsplab_condition);
}

static inline void WakeAllConditionVariable(PCONDITION_VARIABLE condition) {
    pthread_cond_broadcast(&condition->wsplab_condition);
}

/* FALSE when the time is over: the one error that it has. */
static inline BOOL wsplab_condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, DWORD milliseconds) {
    struct timespec until;
    if (milliseconds == INFINITE) {
        return pthread_cond_wait(condition, mutex) == 0;
    }
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(milliseconds / 1000u);
    until.tv_nsec += (long)(milliseconds % 1000u) * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    return pthread_cond_timedwait(condition, mutex, &until) == 0;
}

static inline BOOL SleepConditionVariableCS(PCONDITION_VARIABLE condition, PCRITICAL_SECTION section,
                                            DWORD milliseconds) {
    return wsplab_condition_wait(&condition->wsplab_condition, &section->wsplab_mutex, milliseconds);
}

static inline BOOL SleepConditionVariableSRW(PCONDITION_VARIABLE condition, PSRWLOCK lock, DWORD milliseconds,
                                             ULONG flags) {
    (void)flags;
    return wsplab_condition_wait(&condition->wsplab_condition, &lock->wsplab_mutex, milliseconds);
}

typedef struct _RTL_RUN_ONCE {
    pthread_mutex_t wsplab_mutex;
    BOOL wsplab_done;
    PVOID wsplab_context;
} INIT_ONCE, *PINIT_ONCE, *LPINIT_ONCE;
#define INIT_ONCE_STATIC_INIT {PTHREAD_MUTEX_INITIALIZER, FALSE, NULL}
typedef BOOL(CALLBACK *PINIT_ONCE_FN)(PINIT_ONCE once, PVOID parameter, PVOID *context);

static inline BOOL InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function, PVOID parameter, PVOID *context) {
    BOOL done;
    pthread_mutex_lock(&once->wsplab_mutex);
    if (!once->wsplab_done) {
        once->wsplab_done = function(once, parameter, &once->wsplab_context);
    }
    done = once->wsplab_done;
    if (done && context != NULL) {
        *context = once->wsplab_context;
    }
    pthread_mutex_unlock(&once->wsplab_mutex);
    return done;
}

/* ---- atomic operations ------------------------------------------------------------------------------------------------- */

#define WSPLAB_INTERLOCKED(type, suffix)                                                                               \
    static inline type InterlockedIncrement##suffix(type volatile *target) {                                           \
        return __atomic_add_fetch(target, 1, __ATOMIC_SEQ_CST);                                                        \
    }                                                                                                                  \
    static inline type InterlockedDecrement##suffix(type volatile *target) {                                           \
        return __atomic_sub_fetch(target, 1, __ATOMIC_SEQ_CST);                                                        \
    }                                                                                                                  \
    static inline type InterlockedExchangeAdd##suffix(type volatile *target, type value) {                             \
        return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST);                                                    \
    }                                                                                                                  \
    static inline type InterlockedOr##suffix(type volatile *target, type value) {                                      \
        return __atomic_fetch_or(target, value, __ATOMIC_SEQ_CST);                                                     \
    }                                                                                                                  \
    static inline type InterlockedAnd##suffix(type volatile *target, type value) {                                     \
        return __atomic_fetch_and(target, value, __ATOMIC_SEQ_CST);                                                    \
    }                                                                                                                  \
    WSPLAB_INTERLOCKED_EXCHANGE(type, suffix)

/* What the target held before; it becomes `value`, in the second one only if it was `expected`. */
#define WSPLAB_INTERLOCKED_EXCHANGE(type, suffix)                                                                      \
    static inline type InterlockedExchange##suffix(type volatile *target, type value) {                                \
        return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);                                                   \
    }                                                                                                                  \
    static inline type InterlockedCompareExchange##suffix(type volatile *target, type value, type expected) {          \
        __atomic_compare_exchange_n(target, &expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);              \
        return expected;                                                                                               \
    }

WSPLAB_INTERLOCKED(LONG, )
WSPLAB_INTERLOCKED(LONG64, 64)
WSPLAB_INTERLOCKED_EXCHANGE(PVOID, Pointer)
#define MemoryBarrier() __sync_synchronize()

/* ---- memory, thread-local storage, time ---------------------------------------------------------------------------------- */

#define HEAP_ZERO_MEMORY 0x00000008

static inline HANDLE GetProcessHeap(void) {
    return (HANDLE)(UINT_PTR)4; /* there is one heap, and nobody looks at its handle */
}

static inline LPVOID HeapAlloc(HANDLE heap, DWORD flags, SIZE_T bytes) {
    (void)heap;
    return (flags & HEAP_ZERO_MEMORY) != 0 ? calloc(1, bytes) : malloc(bytes);
}

static inline BOOL HeapFree(HANDLE heap, DWORD flags, LPVOID memory) {
    (void)heap;
    (void)flags;
    free(memory);
    return TRUE;
}

#define TLS_OUT_OF_INDEXES ((DWORD)0xFFFFFFFF)

static inline DWORD TlsAlloc(void) {
    pthread_key_t key;
    return pthread_key_create(&key, NULL) == 0 ? (DWORD)key : TLS_OUT_OF_INDEXES;
}

static inline LPVOID TlsGetValue(DWORD index) {
    return pthread_getspecific((pthread_key_t)index);
}

static inline BOOL TlsSetValue(DWORD index, LPVOID value) {
    return pthread_setspecific((pthread_key_t)index, value) == 0;
}

static inline BOOL TlsFree(DWORD index) {
    return pthread_key_delete((pthread_key_t)index) == 0;
}

static inline ULONGLONG GetTickCount64(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (ULONGLONG)now.tv_sec * 1000u + (ULONGLONG)now.tv_nsec / 1000000u;
}

static inline DWORD GetTickCount(void) {
    return (DWORD)GetTickCount64();
}

static inline BOOL QueryPerformanceCounter(LARGE_INTEGER *count) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    count->QuadPart = (LONGLONG)now.tv_sec * 1000000000 + now.tv_nsec;
    return TRUE;
}

static inline BOOL QueryPerformanceFrequency(LARGE_INTEGER *perSecond) {
    perSecond->QuadPart = 1000000000;
    return TRUE;
}

/* ---- text of 16-bit units ------------------------------------------------------------------------------------------------ */

static inline int lstrlenA(LPCSTR text) {
    return text == NULL ? 0 : (int)strlen(text);
}

static inline int lstrlenW(LPCWSTR text) {
    int length = 0;
    while (text != NULL && text[length] != 0) {
        length++;
        __asm__ volatile(""
                         : "+r"(length)); /* else clang 20 makes this loop the C library's wcslen, for 32-bit units */
    }
    return length;
}

static inline int lstrcmpW(LPCWSTR a, LPCWSTR b) {
    while (*a != 0 && *a == *b) {
        a++;
        b++;
    }
    return *a < *b ? -1 : *a > *b;
}

/* Letters of ASCII alone are the same in both cases. */
static inline int lstrcmpiW(LPCWSTR a, LPCWSTR b) {
    WCHAR x, y;
    do {
        x = *a++;
        y = *b++;
        x = (WCHAR)(x >= 'A' && x <= 'Z' ? x + 32 : x);
        y = (WCHAR)(y >= 'A' && y <= 'Z' ? y + 32 : y);
    } while (x != 0 && x == y);
    return x < y ? -1 : x > y;
}

static inline LPWSTR lstrcpyW(LPWSTR to, LPCWSTR from) {
    memmove(to, from, ((SIZE_T)lstrlenW(from) + 1) * sizeof(WCHAR));
    return to;
}

/* Copies what fits into `size` units, the end included. */
static inline LPWSTR lstrcpynW(LPWSTR to, LPCWSTR from, int size) {
    int i = 0;
    for (; i < size - 1 && from[i] != 0; i++) {
        to[i] = from[i];
    }
    if (size > 0) {
        to[i] = 0;
    }
    return to;
}

static inline LPWSTR lstrcatW(LPWSTR to, LPCWSTR from) {
    lstrcpyW(to + lstrlenW(to), from);
    return to;
}

#if defined(__SIZEOF_WCHAR_T__) && __SIZEOF_WCHAR_T__ == 2
/* The C library's take 32-bit units. */
#if defined(__cplusplus)
#include <cwchar> /* takes such macros away when it comes later */
#else
#include <wchar.h>
#endif
#define wcslen(text) ((size_t)lstrlenW(text))
#define wcscpy(to, from) lstrcpyW((to), (from))
#define wcscat(to, from) lstrcatW((to), (from))
#define wcscmp(a, b) lstrcmpW((a), (b))
#endif

static inline void OutputDebugStringA(LPCSTR text) {
    fputs(text, stderr);
}

#endif
