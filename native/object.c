/* object.c - counted objects; see object.h. */
#include "object.h"

#include <stddef.h>

static _Atomic uint64_t wsplab__last_id;

void wsplab_object_init(struct wsplab_object *object, const struct wsplab_kind *kind) {
    object->kind = kind;
    object->id = atomic_fetch_add_explicit(&wsplab__last_id, 1, memory_order_relaxed) + 1;
    atomic_init(&object->references, 1);
    atomic_init(&object->names, 0);
}

void wsplab_object_reference(struct wsplab_object *object) {
    atomic_fetch_add_explicit(&object->references, 1, memory_order_relaxed);
}

void wsplab_object_release(struct wsplab_object *object) {
    if (atomic_fetch_sub_explicit(&object->references, 1, memory_order_acq_rel) == 1)
        object->kind->destroy(object);
}

void wsplab_object_name_gone(struct wsplab_object *object) {
    if (atomic_fetch_sub_explicit(&object->names, 1, memory_order_acq_rel) == 1 && object->kind->unnamed != NULL)
        object->kind->unnamed(object);
}

bool wsplab_object_name_again(struct wsplab_object *object) {
    uint32_t names = atomic_load_explicit(&object->names, memory_order_relaxed);
    do {
        if (names == 0)
            return false;
    } while (!atomic_compare_exchange_weak_explicit(&object->names, &names, names + 1, memory_order_relaxed,
                                                    memory_order_relaxed));
    return true;
}
