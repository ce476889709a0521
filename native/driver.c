/* driver.c - calls into drivers in C, with the types that wdm.h gives their routines. */
#include "wsplab/driver.h"

struct wsplab__unicode_string {
    uint16_t length;
    uint16_t maximum_length;
    uint16_t *buffer;
};

typedef int32_t(WSPLAB_KM_API *wsplab__driver_entry)(void *driver, struct wsplab__unicode_string *registry_path);
typedef void(WSPLAB_KM_API *wsplab__driver_unload)(void *driver);
typedef void(WSPLAB_KM_API *wsplab__work_item)(void *device, void *context);

int32_t wsplab_km_driver_entry(void *entry, void *driver, uint16_t *registry_path, uint16_t length) {
    uint16_t bytes = (uint16_t)(length * sizeof *registry_path);
    struct wsplab__unicode_string path = {bytes, bytes, registry_path};
    return ((wsplab__driver_entry)(uintptr_t)entry)(driver, &path);
}

void wsplab_km_driver_unload(void *routine, void *driver) {
    ((wsplab__driver_unload)(uintptr_t)routine)(driver);
}

void wsplab_km_work_item(void *routine, void *device, void *context) {
    ((wsplab__work_item)(uintptr_t)routine)(device, context);
}
