/* forefront_object.h - what COM objects of the firewall service look like to the files that have their methods. */
#ifndef WSPLAB_FOREFRONT_OBJECT_H
#define WSPLAB_FOREFRONT_OBJECT_H

#include "forefront_com.h"

#include "wsplab/forefront.h"

#define NOT_IMPLEMENTED ((int32_t)0x80004001) /* E_NOTIMPL */
#define SELF struct wsplab_fwx_object *self

struct wsplab_fwx_object {
    const void *methods; /* first: that is what a C++ caller looks at */
    wsplab_fwx_call call;
    void *context;
};

static inline int32_t wsplab__carry(SELF, int32_t method, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e) {
    const uint64_t arguments[5] = {a, b, c, d, e};
    return self->call(self->context, method, arguments);
}

static inline uint64_t wsplab__word(const void *pointer) {
    return (uint64_t)(uintptr_t)pointer;
}

typedef void (*wsplab__method)(void);
#define METHOD(function) ((wsplab__method)(function))

/* Those of any object, first in its table. */
int32_t WSPLAB_COM_CALL wsplab_fwx_own_query_interface(SELF, const uint8_t *interface_id, void **out);
uint32_t WSPLAB_COM_CALL wsplab_fwx_own_add_ref(SELF);
uint32_t WSPLAB_COM_CALL wsplab_fwx_own_release(SELF);
#define UNKNOWN METHOD(wsplab_fwx_own_query_interface), METHOD(wsplab_fwx_own_add_ref), METHOD(wsplab_fwx_own_release)

/* The tables of forefront_socket.c. */
const void *wsplab_fwx_buffer_methods(void);
const void *wsplab_fwx_socket_methods(void);

#endif
