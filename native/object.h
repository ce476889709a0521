/*
 * object.h - what a handle names: a counted object.
 *
 * It lives while somebody holds a reference. Each open handle holds one, and so does whoever uses the object beyond a
 * short call: a waiting thread, a socket its port. Names are counted apart from references, because an object has to
 * learn that its last handle was closed even while others still hold on to it.
 */
#ifndef WSPLAB_OBJECT_H
#define WSPLAB_OBJECT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct wsplab_object;

struct wsplab_kind {
    uint32_t number; /* WSPLAB_KIND_* */
    /* The last handle was closed; NULL when that means nothing to this kind. Called once, without a lock. */
    void (*unnamed)(struct wsplab_object *object);
    /* The last reference is gone. */
    void (*destroy)(struct wsplab_object *object);
};

/* The first member of every object. */
struct wsplab_object {
    const struct wsplab_kind *kind;
    uint64_t id; /* never used again in this process */
    _Atomic uint32_t references;
    _Atomic uint32_t names;
};

/* The creator holds one reference. */
void wsplab_object_init(struct wsplab_object *object, const struct wsplab_kind *kind);
void wsplab_object_reference(struct wsplab_object *object);
void wsplab_object_release(struct wsplab_object *object);

/* One name less. */
void wsplab_object_name_gone(struct wsplab_object *object);
/* One name more; false for an object that has lost its last name: what ended then has ended. */
bool wsplab_object_name_again(struct wsplab_object *object);

#endif
