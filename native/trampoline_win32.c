/* trampoline_win32.c - memory for copies of code, written first, then executed; and waiting for those inside. */
#include "trampoline.h"
#include "windows_win32.h"

#include <string.h>

static SRWLOCK wsplab__changes = SRWLOCK_INIT;
static CONDITION_VARIABLE wsplab__changed = CONDITION_VARIABLE_INIT;

void wsplab__sets_changed(void) {
    AcquireSRWLockExclusive(&wsplab__changes);
    WakeAllConditionVariable(&wsplab__changed);
    ReleaseSRWLockExclusive(&wsplab__changes);
}

uint32_t wsplab__await_nobody(uint32_t (*count)(struct wsplab_set *set), struct wsplab_set *set, uint32_t timeout_ms) {
    ULONGLONG start = GetTickCount64(), passed = 0;
    AcquireSRWLockExclusive(&wsplab__changes);
    while (count(set) != 0 && passed < timeout_ms) {
        SleepConditionVariableSRW(&wsplab__changed, &wsplab__changes, (DWORD)(timeout_ms - passed), 0);
        passed = GetTickCount64() - start;
    }
    ReleaseSRWLockExclusive(&wsplab__changes);
    return count(set);
}

unsigned char *wsplab__map_code(const unsigned char *code, size_t length) {
    void *memory = VirtualAlloc(NULL, length, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (memory == NULL)
        return NULL;
    memcpy(memory, code, length);
    DWORD before;
    if (!VirtualProtect(memory, length, PAGE_EXECUTE_READ, &before)) {
        VirtualFree(memory, 0, MEM_RELEASE);
        return NULL;
    }
    FlushInstructionCache(GetCurrentProcess(), memory, length);
    return memory;
}
