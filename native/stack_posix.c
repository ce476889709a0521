/* stack_posix.c - see stack.h. */
#include "stack.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <string.h>

#include "wsplab/wsplab.h"

void wsplab_stack_prepare(void) {
    void *frames[1];
    backtrace(frames, 1); /* loads the unwinder */
}

void wsplab_stack_capture(struct wsplab_stack *stack_out) {
    int count = backtrace(stack_out->frames, WSPLAB_STACK_FRAMES);
    stack_out->count = count < 0 ? 0 : (uint32_t)count;
    stack_out->taken = false;
}

static void wsplab__copy_text(char *to, size_t room, const char *from) {
    size_t length = from == NULL ? 0 : strlen(from);
    length = length < room ? length : room - 1;
    memcpy(to, from == NULL ? "" : from, length);
    to[length] = 0;
}

enum wsplab_owner_of_code wsplab_stack_code_at(uint64_t address, struct wsplab_code *code_out) {
    Dl_info found, self;
    if (dladdr((void *)(uintptr_t)address, &found) == 0 || found.dli_fname == NULL)
        return WSPLAB_CODE_OF_NOBODY;
    code_out->base = (uint64_t)(uintptr_t)found.dli_fbase;
    code_out->symbol_at = (uint64_t)(uintptr_t)found.dli_saddr;
    wsplab__copy_text(code_out->path, sizeof code_out->path, found.dli_fname);
    wsplab__copy_text(code_out->symbol, sizeof code_out->symbol, found.dli_sname);
    bool ours = dladdr((void *)(uintptr_t)&wsplab_abi_version, &self) != 0 && self.dli_fbase == found.dli_fbase;
    return ours ? WSPLAB_CODE_OF_SHIM : WSPLAB_CODE_OF_MODULE;
}
