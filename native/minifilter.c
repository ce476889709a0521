/* minifilter.c - calls into minifilters in C, with the types that fltKernel.h gives their callbacks. */
#include "wsplab/driver.h"
#include "wsplab/fltmgr.h"

typedef int32_t(WSPLAB_KM_API *wsplab__filter_unload)(uint32_t flags);
typedef int32_t(WSPLAB_KM_API *wsplab__instance_setup)(const struct wsplab_flt_objects *objects, uint32_t flags,
                                                       uint32_t device_type, int32_t file_system_type);
typedef int32_t(WSPLAB_KM_API *wsplab__query_teardown)(const struct wsplab_flt_objects *objects, uint32_t flags);
typedef void(WSPLAB_KM_API *wsplab__instance_teardown)(const struct wsplab_flt_objects *objects, uint32_t reason);
typedef int32_t(WSPLAB_KM_API *wsplab__pre_operation)(void *data, const struct wsplab_flt_objects *objects,
                                                      void **context_out);
typedef int32_t(WSPLAB_KM_API *wsplab__post_operation)(void *data, const struct wsplab_flt_objects *objects,
                                                       void *context, uint32_t flags);
typedef void(WSPLAB_KM_API *wsplab__completed)(void *data, void *context);
typedef void(WSPLAB_KM_API *wsplab__deferred_work)(void *item, void *data, void *context);
typedef void(WSPLAB_KM_API *wsplab__canceled)(void *data);

int32_t wsplab_flt_filter_unload(void *callback, uint32_t flags) {
    return ((wsplab__filter_unload)(uintptr_t)callback)(flags);
}

int32_t wsplab_flt_instance_setup(void *callback, const struct wsplab_flt_objects *objects, uint32_t flags,
                                  uint32_t device_type, int32_t file_system_type) {
    return ((wsplab__instance_setup)(uintptr_t)callback)(objects, flags, device_type, file_system_type);
}

int32_t wsplab_flt_query_teardown(void *callback, const struct wsplab_flt_objects *objects, uint32_t flags) {
    return ((wsplab__query_teardown)(uintptr_t)callback)(objects, flags);
}

void wsplab_flt_instance_teardown(void *callback, const struct wsplab_flt_objects *objects, uint32_t reason) {
    ((wsplab__instance_teardown)(uintptr_t)callback)(objects, reason);
}

int32_t wsplab_flt_pre_operation(void *callback, void *data, const struct wsplab_flt_objects *objects,
                                 void **context_out) {
    *context_out = 0;
    return ((wsplab__pre_operation)(uintptr_t)callback)(data, objects, context_out);
}

int32_t wsplab_flt_post_operation(void *callback, void *data, const struct wsplab_flt_objects *objects, void *context,
                                  uint32_t flags) {
    return ((wsplab__post_operation)(uintptr_t)callback)(data, objects, context, flags);
}

void wsplab_flt_completed(void *callback, void *data, void *context) {
    ((wsplab__completed)(uintptr_t)callback)(data, context);
}

void wsplab_flt_deferred_work(void *callback, void *item, void *data, void *context) {
    ((wsplab__deferred_work)(uintptr_t)callback)(item, data, context);
}

void wsplab_flt_canceled(void *callback, void *data) {
    ((wsplab__canceled)(uintptr_t)callback)(data);
}
