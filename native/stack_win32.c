/* stack_win32.c - see stack.h. */
#include "stack.h"
#include "windows_win32.h"

#include "wsplab/wsplab.h"

void wsplab_stack_prepare(void) {}

void wsplab_stack_capture(struct wsplab_stack *stack_out) {
    stack_out->count = CaptureStackBackTrace(0, WSPLAB_STACK_FRAMES, stack_out->frames, NULL);
    stack_out->taken = false;
}

static HMODULE wsplab__module_at(uint64_t address) {
    HMODULE module = NULL;
    DWORD how = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    return GetModuleHandleExW(how, (LPCWSTR)(uintptr_t)address, &module) ? module : NULL;
}

enum wsplab_owner_of_code wsplab_stack_code_at(uint64_t address, struct wsplab_code *code_out) {
    wchar_t path[sizeof code_out->path / 3]; /* what one of them takes in UTF-8 at most */
    HMODULE module = wsplab__module_at(address);
    if (module == NULL)
        return WSPLAB_CODE_OF_NOBODY;
    DWORD length = GetModuleFileNameW(module, path, sizeof path / sizeof path[0]);
    int used =
        WideCharToMultiByte(CP_UTF8, 0, path, (int)length, code_out->path, sizeof code_out->path - 1, NULL, NULL);
    code_out->path[used < 0 ? 0 : used] = 0;
    code_out->base = (uint64_t)(uintptr_t)module;
    code_out->symbol_at = 0;
    code_out->symbol[0] = 0;
    bool ours = module == wsplab__module_at((uint64_t)(uintptr_t)&wsplab_abi_version);
    return ours ? WSPLAB_CODE_OF_SHIM : WSPLAB_CODE_OF_MODULE;
}
