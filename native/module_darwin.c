/* module_darwin.c - modules are not hosted on this platform yet: every opening says so. */
#include "module.h"

#include <stdio.h>

wsplab_error wsplab_module_open(const char *path, struct wsplab_set *set, struct wsplab_module **module_out,
                                struct wsplab_module_why *why_out) {
    (void)path;
    (void)set;
    (void)module_out;
    snprintf(why_out->text, sizeof why_out->text, "modules cannot be hosted on this platform");
    return WSPLAB_E_NOT_SUPPORTED;
}

void *wsplab_module_symbol(const struct wsplab_module *module, const char *name) {
    (void)module;
    (void)name;
    return NULL;
}

bool wsplab_module_holds(const struct wsplab_module *module, uint64_t address) {
    (void)module;
    (void)address;
    return false;
}

bool wsplab_module_close(struct wsplab_module *module) {
    (void)module;
    return true;
}
