/*
 * system_thread_win32.c - threads that a module starts: counted while they run, whatever they end by, and known to be the
 * module's. The end of a thread that a module does not own stops at the call into the module.
 */
#include <process.h>

#include "alloc.h"
#include "attach.h"
#include "boundary.h"
#include "function_table.h"
#include "system_win32.h"

struct wsplab__start {
    LPTHREAD_START_ROUTINE routine; /* CreateThread's; _beginthreadex's has the same convention */
    void *parameter;
    struct wsplab_set *set;
};

static INIT_ONCE wsplab__once = INIT_ONCE_STATIC_INIT;
static DWORD wsplab__slot = FLS_OUT_OF_INDEXES;

static void WINAPI wsplab__thread_left(void *set) {
    if (set != NULL)
        wsplab_set_thread_ends(set);
}

static BOOL CALLBACK wsplab__make_slot(PINIT_ONCE once, PVOID parameter, PVOID *context) {
    (void)once;
    (void)parameter;
    (void)context;
    wsplab__slot = FlsAlloc(wsplab__thread_left);
    return wsplab__slot != FLS_OUT_OF_INDEXES;
}

/* Calls of its that were not redirected belong to the module, too. */
static DWORD WINAPI wsplab__thread_main(void *memory) {
    struct wsplab__start start = *(struct wsplab__start *)memory;
    wsplab_free(memory);
    if (!FlsSetValue(wsplab__slot, start.set))
        wsplab__thread_left(start.set); /* it is not counted then */
    wsplab_boundary_enter(start.set);
    DWORD result = start.routine(start.parameter);
    wsplab_thread_leaves_java();
    return result;
}

static unsigned __stdcall wsplab__thread_main_of_c(void *memory) {
    return wsplab__thread_main(memory);
}

static struct wsplab__start *wsplab__start_new(struct wsplab_set *set, LPTHREAD_START_ROUTINE routine,
                                               void *parameter) {
    if (!InitOnceExecuteOnce(&wsplab__once, wsplab__make_slot, NULL, NULL))
        return NULL;
    struct wsplab__start *start = wsplab_alloc(sizeof *start);
    if (start == NULL)
        return NULL;
    *start = (struct wsplab__start){.routine = routine, .parameter = parameter, .set = set};
    wsplab_set_thread_begins(set);
    return start;
}

static void wsplab__not_started(struct wsplab__start *start) {
    wsplab__thread_left(start->set);
    wsplab_free(start);
}

static uint64_t wsplab__create(struct wsplab_set *set, const uint64_t *a) {
    struct wsplab__start *start =
        wsplab__start_new(set, (LPTHREAD_START_ROUTINE)(uintptr_t)a[2], (void *)(uintptr_t)a[3]);
    if (start == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return 0;
    }
    HANDLE thread = CreateThread((SECURITY_ATTRIBUTES *)(uintptr_t)a[0], (SIZE_T)a[1], wsplab__thread_main, start,
                                 (DWORD)a[4], (DWORD *)(uintptr_t)a[5]);
    if (thread == NULL)
        wsplab__not_started(start);
    return (uintptr_t)thread;
}

bool wsplab_system_threads(struct wsplab_set *set, uint32_t function, const uint64_t *arguments, uint64_t *result_out) {
    if (function == WSPLAB_F_ExitThread) {
        wsplab_boundary_end_thread((uint32_t)arguments[0]);
        wsplab_thread_leaves_java();
        ExitThread((DWORD)arguments[0]);
    }
    if (set == NULL)
        return false;
    *result_out = wsplab__create(set, arguments);
    return true;
}

/* ---- the C library's ------------------------------------------------------------------------------------------------- */

typedef unsigned(__stdcall *wsplab__c_routine)(void *);

static uintptr_t __cdecl wsplab__beginthreadex(void *security, unsigned stack, wsplab__c_routine routine,
                                               void *parameter, unsigned flags, unsigned *id_out) {
    struct wsplab_set *set = wsplab_boundary_set();
    if (set == NULL)
        return _beginthreadex(security, stack, routine, parameter, flags, id_out);
    struct wsplab__start *start = wsplab__start_new(set, (LPTHREAD_START_ROUTINE)(uintptr_t)routine, parameter);
    if (start == NULL)
        return 0;
    uintptr_t thread = _beginthreadex(security, stack, wsplab__thread_main_of_c, start, flags, id_out);
    if (thread == 0)
        wsplab__not_started(start);
    return thread;
}

/* A handle is closed by nobody but the thread itself: so it is not one of the caller's. */
static void __cdecl wsplab__thread_main_of_old_c(void *memory) {
    wsplab__thread_main(memory);
}

static uintptr_t __cdecl wsplab__beginthread(void(__cdecl *routine)(void *), unsigned stack, void *parameter) {
    struct wsplab_set *set = wsplab_boundary_set();
    if (set == NULL)
        return _beginthread(routine, stack, parameter);
    struct wsplab__start *start = wsplab__start_new(set, (LPTHREAD_START_ROUTINE)(uintptr_t)routine, parameter);
    if (start == NULL)
        return (uintptr_t)-1;
    uintptr_t thread = _beginthread(wsplab__thread_main_of_old_c, stack, start);
    if (thread == (uintptr_t)-1)
        wsplab__not_started(start);
    return thread;
}

static void __cdecl wsplab__endthreadex(unsigned code) {
    wsplab_boundary_end_thread(code);
    wsplab_thread_leaves_java();
    _endthreadex(code);
}

static void __cdecl wsplab__endthread(void) {
    wsplab_boundary_end_thread(0);
    wsplab_thread_leaves_java();
    _endthread();
}

static const char *const wsplab__c_libraries[] = {"api-ms-win-crt-runtime-*", "ucrtbase.dll", "msvcrt.dll", NULL};

void wsplab_system_replace(struct wsplab_redirect_row *rows) {
    const struct wsplab_redirect_row replacements[WSPLAB_SYSTEM_REPLACEMENTS] = {
        {wsplab__c_libraries, "_beginthreadex", (void *)(uintptr_t)&wsplab__beginthreadex},
        {wsplab__c_libraries, "_beginthread", (void *)(uintptr_t)&wsplab__beginthread},
        {wsplab__c_libraries, "_endthreadex", (void *)(uintptr_t)&wsplab__endthreadex},
        {wsplab__c_libraries, "_endthread", (void *)(uintptr_t)&wsplab__endthread},
    };
    for (uint32_t i = 0; i < WSPLAB_SYSTEM_REPLACEMENTS; i++)
        rows[i] = replacements[i];
}
