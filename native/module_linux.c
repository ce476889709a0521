/* module_linux.c - see module.h. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "boundary.h"
#include "lock.h"
#include "module_linux.h"

struct wsplab_module {
    struct wsplab_module *next;
    void *handle;
    struct wsplab_set *set;
    char *path;
    bool uncounted; /* it may have threads that nobody has counted */
};

/* What is open or being opened: of two who come at once for one path, one is refused. */
static struct wsplab_lock wsplab__lock = WSPLAB_LOCK_INITIALIZER;
static struct wsplab_module *wsplab__modules;

static bool wsplab__claim(struct wsplab_module *module) {
    wsplab_lock_take(&wsplab__lock);
    struct wsplab_module *other = wsplab__modules;
    while (other != NULL && strcmp(other->path, module->path) != 0)
        other = other->next;
    if (other == NULL) {
        module->next = wsplab__modules;
        wsplab__modules = module;
    }
    wsplab_lock_drop(&wsplab__lock);
    return other == NULL;
}

static void wsplab__unclaim(const struct wsplab_module *module) {
    wsplab_lock_take(&wsplab__lock);
    struct wsplab_module **link = &wsplab__modules;
    while (*link != NULL && *link != module)
        link = &(*link)->next;
    if (*link != NULL)
        *link = module->next;
    wsplab_lock_drop(&wsplab__lock);
}

/*
 * Symbols that a module leaves undefined are looked for in the global scope: there this library must be, whatever way it
 * was opened itself. Where it is part of the program it is there already.
 */
static void wsplab__be_global(void) {
    Dl_info self;
    if (dladdr((void *)(uintptr_t)&wsplab_abi_version, &self) == 0 || self.dli_fname == NULL)
        return;
    void *handle = dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL);
    if (handle != NULL)
        dlclose(handle);
}

/* Its imports go to somebody else's set then, or its code is one that had to be kept. */
static bool wsplab__is_open(const char *path) {
    void *handle = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    if (handle == NULL)
        return false;
    dlclose(handle);
    return true;
}

static void *wsplab__open_file(const char *path, struct wsplab_set *set, struct wsplab_module_why *why) {
    struct wsplab_set *before = wsplab_boundary_enter(set);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    wsplab_boundary_leave(before);
    if (handle == NULL)
        snprintf(why->text, sizeof why->text, "the system refuses it: %s", dlerror());
    return handle;
}

static struct wsplab_module *wsplab__module_new(const char *path, struct wsplab_set *set) {
    struct wsplab_module *module = wsplab_alloc(sizeof *module);
    if (module == NULL)
        return NULL;
    module->set = set;
    module->path = wsplab_alloc(strlen(path) + 1);
    if (module->path == NULL) {
        wsplab_free(module);
        return NULL;
    }
    strcpy(module->path, path);
    return module;
}

static void wsplab__module_free(struct wsplab_module *module) {
    wsplab__unclaim(module);
    wsplab_free(module->path);
    wsplab_free(module);
}

static wsplab_error wsplab__redirect(struct wsplab_module *module, struct wsplab_module_why *why) {
    struct link_map *map = NULL;
    if (dlinfo(module->handle, RTLD_DI_LINKMAP, &map) == 0 &&
        wsplab_elf_redirect(map, module->set, &module->uncounted) == WSPLAB_OK)
        return WSPLAB_OK;
    snprintf(why->text, sizeof why->text, "its imports cannot be redirected: its memory cannot be written");
    return WSPLAB_E_NOACCESS;
}

wsplab_error wsplab_module_open(const char *path, struct wsplab_set *set, struct wsplab_module **module_out,
                                struct wsplab_module_why *why_out) {
    wsplab_error error = wsplab_elf_check(path, why_out);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab_module *module = wsplab__module_new(path, set);
    if (module == NULL) {
        snprintf(why_out->text, sizeof why_out->text, "memory is short");
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    }
    if (!wsplab__claim(module) || wsplab__is_open(path)) {
        snprintf(why_out->text, sizeof why_out->text, "this very file is open already, and one file is one module");
        wsplab__module_free(module);
        return WSPLAB_E_BUSY;
    }
    wsplab__be_global();
    module->handle = wsplab__open_file(path, set, why_out);
    error = module->handle == NULL ? WSPLAB_E_PROC_NOT_FOUND : wsplab__redirect(module, why_out);
    if (error != WSPLAB_OK) {
        if (module->handle != NULL)
            dlclose(module->handle);
        wsplab__module_free(module);
        return error;
    }
    *module_out = module;
    return WSPLAB_OK;
}

void *wsplab_module_symbol(const struct wsplab_module *module, const char *name) {
    return dlsym(module->handle, name);
}

bool wsplab_module_holds(const struct wsplab_module *module, uint64_t address) {
    Dl_info found;
    struct link_map *map = NULL;
    void *at = (void *)(uintptr_t)address;
    struct link_map *of = NULL;
    return dlinfo(module->handle, RTLD_DI_LINKMAP, &map) == 0 &&
           dladdr1(at, &found, (void **)&of, RTLD_DL_LINKMAP) != 0 && of == map;
}

bool wsplab_module_close(struct wsplab_module *module) {
    if (module->uncounted)
        return false; /* one of them may be inside: its code stays where it is */
    struct wsplab_set *before = wsplab_boundary_enter(module->set);
    dlclose(module->handle);
    wsplab_boundary_leave(before);
    bool gone = !wsplab__is_open(module->path);
    wsplab__module_free(module);
    return gone;
}
