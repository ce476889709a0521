/*
 * fltmgr.h - the shim's part of minifilters in C (include/compat/km): calls into a module, in addition to those of driver.h.
 * It carries them and decides nothing. Thread-safe.
 */
#ifndef WSPLAB_FLTMGR_H
#define WSPLAB_FLTMGR_H

#include <stdint.h>

/* FLT_RELATED_OBJECTS. */
struct wsplab_flt_objects {
    uint16_t size;
    uint16_t transaction_context;
    void *filter;
    void *volume;
    void *instance;
    void *file_object;
    void *transaction;
};

int32_t wsplab_flt_filter_unload(void *callback, uint32_t flags);
int32_t wsplab_flt_instance_setup(void *callback, const struct wsplab_flt_objects *objects, uint32_t flags,
                                  uint32_t device_type, int32_t file_system_type);
/* InstanceQueryTeardown. */
int32_t wsplab_flt_query_teardown(void *callback, const struct wsplab_flt_objects *objects, uint32_t flags);
void wsplab_flt_instance_teardown(void *callback, const struct wsplab_flt_objects *objects, uint32_t reason);
int32_t wsplab_flt_pre_operation(void *callback, void *data, const struct wsplab_flt_objects *objects,
                                 void **context_out);
int32_t wsplab_flt_post_operation(void *callback, void *data, const struct wsplab_flt_objects *objects, void *context,
                                  uint32_t flags);
void wsplab_flt_completed(void *callback, void *data, void *context);
void wsplab_flt_deferred_work(void *callback, void *item, void *data, void *context);
void wsplab_flt_canceled(void *callback, void *data);

#endif
