/* What stack.h says of Windows: the walk ends where no table tells the frames, wherever registers point by then. */
#include "test.h"

#include "stack.h"

#if defined(__x86_64__) || defined(_M_X64)

#include <string.h>

typedef void (*called)(void);

/*
 * void between(called function, void *left): calls the function as what Java compiles does, in memory of no module. There
 * are no tables for it; the frame register holds a number, and what lies on top of its stack looks like a return address.
 */
static const unsigned char between_code[] = {
    0x55,                                     /* push rbp */
    0x48, 0x83, 0xEC, 0x20,                   /* sub rsp, 32 */
    0x48, 0x89, 0x14, 0x24,                   /* mov [rsp], rdx */
    0x48, 0xC7, 0xC5, 0x0F, 0x00, 0x00, 0x00, /* mov rbp, 15 */
    0xFF, 0xD1,                               /* call rcx */
    0x48, 0x83, 0xC4, 0x20,                   /* add rsp, 32 */
    0x5D,                                     /* pop rbp */
    0xC3,                                     /* ret */
};

static struct wsplab_stack seen;
static volatile unsigned captures;

__attribute__((noinline)) static void capture(void) {
    wsplab_stack_capture(&seen);
    captures++; /* else it would not stay on the stack */
}

static void expect_frame(uint32_t number, const void *function) {
    DWORD64 base = 0;
    CHECK(number < seen.count);
    RUNTIME_FUNCTION *where = RtlLookupFunctionEntry((DWORD64)(uintptr_t)seen.frames[number], &base, NULL);
    CHECK(where != NULL);
    EQUAL(base + where->BeginAddress, (uintptr_t)function);
}

/* A function that finds its frame by the frame register, since its size is known only when it runs. */
__attribute__((noinline)) static unsigned framed(unsigned size) {
    volatile unsigned char *room = (volatile unsigned char *)__builtin_alloca(size);
    for (unsigned i = 0; i < size; i++)
        room[i] = (unsigned char)i;
    capture();
    return room[size - 1];
}

static void a_walk_ends_at_code_that_no_table_describes(void) {
    void *code = VirtualAlloc(NULL, sizeof between_code, MEM_COMMIT | MEM_RESERVE, PAGE_EXECUTE_READWRITE);
    CHECK(code != NULL);
    memcpy(code, between_code, sizeof between_code);
    void (*between)(called, void *) = (void (*)(called, void *))(uintptr_t)code;
    /* Somewhere behind the beginning of that function, where its frame stands. */
    between(capture, (char *)(uintptr_t)framed + 48);
    EQUAL(captures, 1);
    EQUAL(seen.count, 1);
    expect_frame(0, (const void *)(uintptr_t)capture);
    CHECK(VirtualFree(code, 0, MEM_RELEASE));
}

static void frames_with_and_without_a_frame_register_are_walked(void) {
    EQUAL(framed(200), 199);
    expect_frame(0, (const void *)(uintptr_t)capture);
    expect_frame(1, (const void *)(uintptr_t)framed);
    CHECK(seen.count >= 3); /* this one, and who calls it */
}

int main(void) {
    RUN(a_walk_ends_at_code_that_no_table_describes);
    RUN(frames_with_and_without_a_frame_register_are_walked);
    return 0;
}

#else

int main(void) {
    return 0; /* the system's own walk */
}

#endif
