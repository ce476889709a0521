/* stack_win32.c - see stack.h. */
#include "stack.h"
#include "windows_win32.h"

#include "wsplab/wsplab.h"

void wsplab_stack_prepare(void) {}

static HMODULE wsplab__module_at(uint64_t address) {
    HMODULE module = NULL;
    DWORD how = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    return GetModuleHandleExW(how, (LPCWSTR)(uintptr_t)address, &module) ? module : NULL;
}

#if defined(__x86_64__) || defined(_M_X64)

/* Where the stack of the calling thread lies. */
struct wsplab__bounds {
    DWORD64 low, high;
};

static bool wsplab__is_within(const struct wsplab__bounds *bounds, DWORD64 at) {
    return at >= bounds->low && at < bounds->high && at % sizeof(DWORD64) == 0;
}

/* What the function's tables make its frame be found by: the stack pointer, or a register that it has set to that. */
static DWORD64 wsplab__frame_of(const CONTEXT *context, DWORD64 base, const RUNTIME_FUNCTION *function) {
    const unsigned char *info = (const unsigned char *)(uintptr_t)(base + (function->UnwindData & ~1u));
    unsigned frame_register = info[3] & 0xFu; /* numbered as the registers stand in a CONTEXT */
    return frame_register == 0 ? context->Rsp : (&context->Rax)[frame_register];
}

/*
 * Frame by frame, and no further than the call of the hosted module: what Java has compiled lies below that, whose
 * frames the system's tables do not tell, and who goes on through them reads wherever a register happens to point.
 */
void wsplab_stack_capture(struct wsplab_stack *stack_out) {
    const NT_TIB *thread = (const NT_TIB *)NtCurrentTeb();
    struct wsplab__bounds bounds = {(DWORD64)(uintptr_t)thread->StackLimit, (DWORD64)(uintptr_t)thread->StackBase};
    HMODULE ours = wsplab__module_at((uint64_t)(uintptr_t)&wsplab_abi_version);
    bool was_outside = false;
    CONTEXT context;
    RtlCaptureContext(&context);
    stack_out->taken = false;
    for (stack_out->count = 0; stack_out->count < WSPLAB_STACK_FRAMES; stack_out->count++) {
        DWORD64 base = 0, frame = 0;
        void *data = NULL;
        RUNTIME_FUNCTION *function = RtlLookupFunctionEntry(context.Rip, &base, NULL);
        if (function == NULL || !wsplab__is_within(&bounds, context.Rsp) ||
            !wsplab__is_within(&bounds, wsplab__frame_of(&context, base, function)))
            return;
        RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, context.Rip, function, &context, &data, &frame, NULL);
        HMODULE module = wsplab__module_at(context.Rip);
        if (module == NULL || (module == ours && was_outside))
            return;
        was_outside = was_outside || module != ours;
        stack_out->frames[stack_out->count] = (void *)(uintptr_t)context.Rip;
    }
}

#else

void wsplab_stack_capture(struct wsplab_stack *stack_out) {
    stack_out->count = CaptureStackBackTrace(0, WSPLAB_STACK_FRAMES, stack_out->frames, NULL);
    stack_out->taken = false;
}

#endif

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
