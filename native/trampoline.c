/* trampoline.c - see trampoline.h. */
#include "trampoline.h"

#include <string.h>

#include "alloc.h"
#include "lock.h"
#include "stack.h"

#define ERROR_NOT_SUPPORTED_NUMBER 50

static struct wsplab_lock wsplab__sets_lock = WSPLAB_LOCK_INITIALIZER;
static struct wsplab_set *wsplab__free_sets;
static _Atomic uint32_t wsplab__sets_mapped;

#if defined(WSPLAB_TRAMPOLINES)

static unsigned char *wsplab__copy_block(struct wsplab_set *set) {
    size_t length = (size_t)(wsplab__stubs_end - wsplab__stubs);
    unsigned char *block = wsplab_alloc(length);
    if (block == NULL)
        return NULL;
    memcpy(block, wsplab__stubs, length);
    uint64_t tail[2] = {(uint64_t)(uintptr_t)set, (uint64_t)(uintptr_t)&wsplab__gate};
    memcpy(block + length - sizeof tail, tail, sizeof tail);
    unsigned char *code = wsplab_alloc_allowed() ? wsplab__map_code(block, length) : NULL;
    wsplab_free(block);
    return code;
}

static struct wsplab_set *wsplab__set_new(wsplab_error *error_out) {
    struct wsplab_set *set = wsplab_alloc(sizeof *set);
    if (set != NULL)
        set->code = wsplab__copy_block(set);
    if (set == NULL || set->code == NULL) {
        wsplab_free(set);
        *error_out = WSPLAB_E_NOT_ENOUGH_MEMORY;
        return NULL;
    }
    atomic_fetch_add(&wsplab__sets_mapped, 1);
    return set;
}

#else

static struct wsplab_set *wsplab__set_new(wsplab_error *error_out) {
    *error_out = ERROR_NOT_SUPPORTED_NUMBER;
    return NULL;
}

#endif

struct wsplab_set *wsplab_set_acquire(wsplab_error *error_out) {
    wsplab_lock_take(&wsplab__sets_lock);
    struct wsplab_set *set = wsplab__free_sets;
    if (set != NULL)
        wsplab__free_sets = set->next;
    wsplab_lock_drop(&wsplab__sets_lock);
    return set != NULL ? set : wsplab__set_new(error_out);
}

void wsplab_set_take_stacks(struct wsplab_set *set) {
    wsplab_stack_prepare();
    set->stacks = true;
}

void wsplab_set_bind(struct wsplab_set *set, void *target) {
    set->target = target;
    for (size_t i = 0; i < sizeof set->refused / sizeof *set->refused; i++)
        atomic_store(&set->refused[i], 0);
    atomic_fetch_or(&set->state, WSPLAB_SET_BOUND);
}

static uint32_t wsplab__inside(struct wsplab_set *set) {
    return (atomic_load(&set->state) & ~WSPLAB_SET_BOUND) + atomic_load(&set->threads);
}

uint32_t wsplab_set_unbind(struct wsplab_set *set, uint32_t patience_ms) {
    atomic_fetch_and(&set->state, ~WSPLAB_SET_BOUND);
    uint32_t inside = wsplab__inside(set);
    return inside == 0 || patience_ms == 0 ? inside : wsplab__await_nobody(wsplab__inside, set, patience_ms);
}

/* The order of these two and of a late call's: either that call finds it retired, or who retires it finds the call. */
void wsplab_set_retire(struct wsplab_set *set) {
    atomic_store(&set->retired, true);
}

bool wsplab_set_is_retired(const struct wsplab_set *set) {
    return atomic_load(&set->retired);
}

bool wsplab_set_note_refused(struct wsplab_set *set, uint32_t function) {
    uint64_t bit = UINT64_C(1) << function % 64;
    return (atomic_fetch_or(&set->refused[function / 64], bit) & bit) == 0;
}

bool wsplab_set_has_refused(const struct wsplab_set *set, uint32_t function) {
    return (atomic_load(&set->refused[function / 64]) >> function % 64 & 1) != 0;
}

void wsplab_set_release(struct wsplab_set *set) {
    set->target = NULL;
    set->stacks = false;
    wsplab_lock_take(&wsplab__sets_lock);
    set->next = wsplab__free_sets;
    wsplab__free_sets = set;
    wsplab_lock_drop(&wsplab__sets_lock);
}

bool wsplab_set_enter(struct wsplab_set *set) {
    if ((atomic_fetch_add(&set->state, 1) & WSPLAB_SET_BOUND) != 0)
        return true;
    atomic_fetch_sub(&set->state, 1);
    return false;
}

void wsplab_set_leave(struct wsplab_set *set) {
    if ((atomic_fetch_sub(&set->state, 1) & WSPLAB_SET_BOUND) == 0)
        wsplab__sets_changed();
}

void wsplab_set_thread_begins(struct wsplab_set *set) {
    atomic_fetch_add(&set->threads, 1);
}

void wsplab_set_thread_ends(struct wsplab_set *set) {
    atomic_fetch_sub(&set->threads, 1);
    if ((atomic_load(&set->state) & WSPLAB_SET_BOUND) == 0)
        wsplab__sets_changed();
}

void *wsplab_set_stub(struct wsplab_set *set, uint32_t function) {
    return set->code + (size_t)function * WSPLAB_STUB_SIZE;
}

uint32_t wsplab_set_count(void) {
    return atomic_load(&wsplab__sets_mapped);
}
