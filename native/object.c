/* object.c - counted objects; see object.h. */
#include "object.h"

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
