/*
 * wfp.h - the shim's part of callouts in C (include/compat/km): calls into a module, in addition to those of driver.h. It
 * carries them and decides nothing. Thread-safe.
 */
#ifndef WSPLAB_WFP_H
#define WSPLAB_WFP_H

#include <stdint.h>

/* What a classifyFn is given, in the order of its arguments. */
struct wsplab_fwp_classify {
    void *fixed_values;
    void *meta_values;
    void *layer_data;
    void *classify_context;
    void *filter;
    uint64_t flow_context;
    void *classify_out;
};

void wsplab_fwp_classify(void *callback, const struct wsplab_fwp_classify *call);
int32_t wsplab_fwp_notify(void *callback, int32_t type, void *filter_key, void *filter);
void wsplab_fwp_flow_delete(void *callback, uint16_t layer, uint32_t callout, uint64_t flow_context);
void wsplab_fwp_injected(void *callback, void *context, void *list, uint8_t dispatch_level);

#endif
