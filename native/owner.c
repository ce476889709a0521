/* owner.c - numbers for isolated environments, and the number of this ABI. */
#include <stdatomic.h>

#include <wsplab/wsplab.h>

static _Atomic wsplab_owner wsplab__last_owner;

uint32_t wsplab_abi_version(void) {
    return WSPLAB_ABI_VERSION;
}

wsplab_owner wsplab_owner_new(void) {
    return atomic_fetch_add_explicit(&wsplab__last_owner, 1, memory_order_relaxed) + 1;
}
