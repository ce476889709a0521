/* thread_win32.c - threads; see thread_win32.h. */
#include "thread.h"

#include "alloc.h"
#include "ntdll_win32.h"

static struct {
    INIT_ONCE once;
    DWORD slot;
} wsplab__threads = {.once = INIT_ONCE_STATIC_INIT};

/* Not in the thread object: reading it must not cost an allocation, nor fail for lack of memory. */
static _Thread_local uint32_t wsplab__last_error;
/* Its object has been given up: what still runs in the thread would make one that nobody ends. */
static _Thread_local bool wsplab__over;

/* ---- life -------------------------------------------------------------------------------------------------------- */

static void wsplab__thread_destroy(struct wsplab_object *object) {
    struct wsplab_thread *thread = (struct wsplab_thread *)object;
    CloseHandle(thread->real);
    wsplab_free(thread);
}

static const struct wsplab_kind wsplab__thread_kind = {
    .number = WSPLAB_KIND_THREAD,
    .destroy = wsplab__thread_destroy,
};

/* Runs in the thread, before the kernel signals its handles: who waits for its end finds nothing left. */
static void NTAPI wsplab__thread_ended(void *value) {
    struct wsplab_thread *thread = value;
    wsplab__over = true;
    if (wsplab_ntdll_is_shutting_down())
        return; /* for the thread that ends the process it is called as well; nobody is left to be told */
    wsplab_apc_abandon(thread);
    if (thread->self != 0)
        wsplab_handle_close_self(thread->self);
    wsplab_farewells_send(thread);
    wsplab_object_release(&thread->object);
}

static BOOL CALLBACK wsplab__make_slot(PINIT_ONCE once, PVOID parameter, PVOID *context) {
    (void)once;
    (void)parameter;
    (void)context;
    wsplab__threads.slot = FlsAlloc(wsplab__thread_ended);
    return wsplab__threads.slot != FLS_OUT_OF_INDEXES;
}

static struct wsplab_thread *wsplab__thread_create(void) {
    HANDLE process = GetCurrentProcess();
    struct wsplab_thread *thread = wsplab_alloc(sizeof *thread);
    if (thread == NULL)
        return NULL;
    if (!DuplicateHandle(process, GetCurrentThread(), process, &thread->real, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
        wsplab_free(thread);
        return NULL;
    }
    wsplab_object_init(&thread->object, &wsplab__thread_kind);
    wsplab_lock_init(&thread->lock);
    if (!FlsSetValue(wsplab__threads.slot, thread)) {
        wsplab_object_release(&thread->object);
        return NULL;
    }
    return thread;
}

struct wsplab_thread *wsplab_thread_known(void) {
    if (wsplab__over || !InitOnceExecuteOnce(&wsplab__threads.once, wsplab__make_slot, NULL, NULL))
        return NULL;
    return FlsGetValue(wsplab__threads.slot);
}

struct wsplab_thread *wsplab_thread_current(void) {
    struct wsplab_thread *thread = wsplab_thread_known();
    if (thread != NULL || wsplab__over || wsplab__threads.slot == FLS_OUT_OF_INDEXES)
        return thread;
    return wsplab__thread_create();
}

HANDLE wsplab_thread_backing(struct wsplab_object *object) {
    HANDLE process = GetCurrentProcess(), real = NULL;
    DuplicateHandle(process, ((struct wsplab_thread *)object)->real, process, &real, 0, FALSE, DUPLICATE_SAME_ACCESS);
    return real;
}

wsplab_handle wsplab_thread_self(void) {
    struct wsplab_thread *thread = wsplab_thread_current();
    if (thread == NULL)
        return 0;
    if (thread->self == 0)
        wsplab_handle_make_self(&thread->object, &thread->self); /* on failure it stays 0 */
    return thread->self;
}

wsplab_error wsplab_thread_open(wsplab_owner owner, wsplab_handle *thread_out) {
    struct wsplab_thread *thread = wsplab_thread_current();
    return thread == NULL ? WSPLAB_E_NOT_ENOUGH_MEMORY : wsplab_handle_make(&thread->object, owner, thread_out);
}

/* ---- nudges and alerts ------------------------------------------------------------------------------------------- */

/* Its argument is no pointer: it runs in the thread it was queued to, which is still there. */
static void CALLBACK wsplab__arrive(ULONG_PTR unused) {
    (void)unused;
    struct wsplab_thread *thread = wsplab_thread_known();
    if (thread == NULL)
        return;
    atomic_fetch_sub(&thread->nudges, 1);
    atomic_fetch_add(&thread->arrivals, 1);
}

wsplab_error wsplab_thread_end_alertable_wait(struct wsplab_thread *thread) {
    atomic_fetch_add(&thread->nudges, 1);
    if (wsplab_alloc_allowed() && QueueUserAPC(wsplab__arrive, thread->real, 0) != 0)
        return WSPLAB_OK;
    atomic_fetch_sub(&thread->nudges, 1);
    return GetLastError() == ERROR_GEN_FAILURE ? WSPLAB_E_GEN_FAILURE : WSPLAB_E_NOT_ENOUGH_MEMORY;
}

/* The kernel does it. */
void wsplab_thread_wake(struct wsplab_thread *thread) {
    (void)thread;
}

/* Those of others run as well, which is no harm: tickets are taken in alertable calls only. */
void wsplab_thread_drain(struct wsplab_thread *thread) {
    if (atomic_load(&thread->nudges) != 0)
        SleepEx(0, TRUE);
}

bool wsplab_thread_has_tickets(struct wsplab_thread *thread) {
    wsplab_lock_take(&thread->lock);
    bool any = thread->first_apc != NULL;
    wsplab_lock_drop(&thread->lock);
    return any;
}

bool wsplab_thread_is_alerted(struct wsplab_thread *thread) {
    wsplab_lock_take(&thread->lock);
    bool alerted = thread->alerted;
    wsplab_lock_drop(&thread->lock);
    return alerted;
}

bool wsplab_thread_take_alert(struct wsplab_thread *thread) {
    wsplab_lock_take(&thread->lock);
    bool alerted = thread->alerted;
    thread->alerted = false;
    wsplab_lock_drop(&thread->lock);
    return alerted;
}

wsplab_error wsplab_thread_alert(wsplab_handle handle) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_THREAD, &pin);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab_thread *thread = (struct wsplab_thread *)pin.object;
    wsplab_lock_take(&thread->lock);
    if (!thread->ended && !thread->alerted) {
        thread->alerted = true; /* should the rest fail, the next wait sees it and the present one does not */
        error = wsplab_thread_end_alertable_wait(thread);
    }
    wsplab_lock_drop(&thread->lock);
    wsplab_handle_unpin(&pin);
    return error;
}

void wsplab_thread_clear_alert(void) {
    struct wsplab_thread *thread = wsplab_thread_known();
    if (thread != NULL)
        wsplab_thread_take_alert(thread);
}

bool wsplab_thread_waits(wsplab_handle handle) {
    struct wsplab_pin pin;
    if (wsplab_handle_pin(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_THREAD, &pin) != WSPLAB_OK)
        return false;
    bool waits = atomic_load(&((struct wsplab_thread *)pin.object)->waiting);
    wsplab_handle_unpin(&pin);
    return waits;
}

/* ---- the last error ---------------------------------------------------------------------------------------------- */

/* The JVM calls the system between any two calls of ours, which changes the system's value: hence one of our own. */
uint32_t wsplab_last_error_get(void) {
    return wsplab__last_error;
}

void wsplab_last_error_set(uint32_t error) {
    wsplab__last_error = error;
}
