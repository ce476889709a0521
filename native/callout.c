/* callout.c - calls into callouts in C, with the types that fwpsk.h gives their functions. */
#include "wsplab/driver.h"
#include "wsplab/wfp.h"

typedef void(WSPLAB_KM_API *wsplab__classify)(const void *fixed_values, const void *meta_values, void *layer_data,
                                              const void *classify_context, const void *filter, uint64_t flow_context,
                                              void *classify_out);
typedef int32_t(WSPLAB_KM_API *wsplab__notify)(int32_t type, const void *filter_key, void *filter);
typedef void(WSPLAB_KM_API *wsplab__flow_delete)(uint16_t layer, uint32_t callout, uint64_t flow_context);
typedef void(WSPLAB_KM_API *wsplab__injected)(void *context, void *list, uint8_t dispatch_level);

void wsplab_fwp_classify(void *callback, const struct wsplab_fwp_classify *call) {
    ((wsplab__classify)(uintptr_t)callback)(call->fixed_values, call->meta_values, call->layer_data,
                                            call->classify_context, call->filter, call->flow_context,
                                            call->classify_out);
}

int32_t wsplab_fwp_notify(void *callback, int32_t type, void *filter_key, void *filter) {
    return ((wsplab__notify)(uintptr_t)callback)(type, filter_key, filter);
}

void wsplab_fwp_flow_delete(void *callback, uint16_t layer, uint32_t callout, uint64_t flow_context) {
    ((wsplab__flow_delete)(uintptr_t)callback)(layer, callout, flow_context);
}

void wsplab_fwp_injected(void *callback, void *context, void *list, uint8_t dispatch_level) {
    ((wsplab__injected)(uintptr_t)callback)(context, list, dispatch_level);
}
