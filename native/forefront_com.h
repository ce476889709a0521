/* forefront_com.h - how a method of a COM object is called. */
#ifndef WSPLAB_FOREFRONT_COM_H
#define WSPLAB_FOREFRONT_COM_H

#include <stdint.h>

#if defined(_WIN32) && defined(__i386__)
#define WSPLAB_COM_CALL __attribute__((stdcall))
#elif defined(_MSC_VER)
#define WSPLAB_COM_CALL __stdcall
#else
#define WSPLAB_COM_CALL
#endif

/* Those of any object, first in its table. */
struct wsplab_unknown_methods {
    int32_t(WSPLAB_COM_CALL *query_interface)(void *self, const uint8_t *interface_id, void **out);
    uint32_t(WSPLAB_COM_CALL *add_ref)(void *self);
    uint32_t(WSPLAB_COM_CALL *release)(void *self);
};

#endif
