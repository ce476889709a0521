/* Trampolines and calls across the boundary on aarch64; see trampoline_x86_64.S. */
#include <wsplab/functions.h>

    .set wsplab__number, 0
#define NUMBER(name, arguments, failure)                                                                               \
    .set wsplab__f_##name, wsplab__number;                                                                             \
    .set wsplab__number, wsplab__number + 1;
WSPLAB_FUNCTIONS(NUMBER)

.macro function name
    .p2align 4
    .globl \name
    .hidden \name
    .type \name, %function
\name:
.endm

.text

/* ---- the block that sets are copied from ------------------------------------------------------------------------- */

    .p2align 4
    .globl wsplab__stubs
    .hidden wsplab__stubs
wsplab__stubs:
#define STUB(name, arguments, failure)                                                                                 \
    .p2align 4;                                                                                                        \
    mov w17, wsplab__f_##name;                                                                                         \
    b .Lset;
WSPLAB_FUNCTIONS(STUB)
    .p2align 4
.Lset:
    ldr x16, .Lset_address
    ldr x9, .Lgate_address
    br x9
    .p2align 3
.Lset_address:
    .quad 0
.Lgate_address:
    .quad 0
    .globl wsplab__stubs_end
    .hidden wsplab__stubs_end
wsplab__stubs_end:

/* ---- what modules link to ---------------------------------------------------------------------------------------- */

#define EXPORT(symbol, name)                                                                                           \
    .p2align 4;                                                                                                        \
    .globl symbol;                                                                                                     \
    .type symbol, %function;                                                                                           \
    symbol:                                                                                                            \
    mov w17, wsplab__f_##name;                                                                                         \
    b .Lunbound;                                                                                                       \
    .size symbol, . - symbol;
#define PREFIXED(name, arguments, failure) EXPORT(wsplab_##name, name)
#define PLAIN(name, arguments, failure) EXPORT(name, name)
WSPLAB_PLAIN_IMPORTS(PREFIXED)
WSPLAB_WS2_IMPORTS(PREFIXED)
WSPLAB_KERNEL_IMPORTS(PREFIXED)
WSPLAB_PLAIN_IMPORTS(PLAIN)

    .p2align 4
.Lunbound:
    mov x16, #0

/* From a stub: x16 the set, w17 the function, everything else as the module's call left it. */
function wsplab__gate
    .cfi_startproc
    stp x29, x30, [sp, #-80]!
    .cfi_def_cfa_offset 80
    .cfi_offset 29, -80
    .cfi_offset 30, -72
    mov x29, sp
    .cfi_def_cfa_register 29
    stp x0, x1, [sp, #16]
    stp x2, x3, [sp, #32]
    stp x4, x5, [sp, #48]
    stp x6, x7, [sp, #64]
    mov x0, x16
    mov w1, w17
    add x2, sp, #16
    add x3, sp, #80
    bl wsplab__gate_enter
    ldp x29, x30, [sp], #80
    .cfi_restore 29
    .cfi_restore 30
    .cfi_def_cfa 31, 0
    ret
    .cfi_endproc
    .size wsplab__gate, . - wsplab__gate

/* ---- calls into a module ----------------------------------------------------------------------------------------- */

/* uint64_t wsplab__invoke(void *function, const uint64_t *arguments, uint64_t count) */
function wsplab__invoke
    .cfi_startproc
    .cfi_personality 0x1b, wsplab__personality
    stp x29, x30, [sp, #-16]!
    .cfi_def_cfa_offset 16
    .cfi_offset 29, -16
    .cfi_offset 30, -8
    mov x29, sp
    .cfi_def_cfa_register 29
    mov x9, x0
    mov x10, x1
    subs x11, x2, #8
    b.le 2f
    add x12, x11, #1
    and x12, x12, #-2
    sub sp, sp, x12, lsl #3
    add x13, x10, #56
    sub x14, sp, #8
1:  ldr x15, [x13, x11, lsl #3]
    str x15, [x14, x11, lsl #3]
    subs x11, x11, #1
    b.ne 1b
2:  ldp x0, x1, [x10]
    ldp x2, x3, [x10, #16]
    ldp x4, x5, [x10, #32]
    ldp x6, x7, [x10, #48]
    blr x9
    mov sp, x29
    ldp x29, x30, [sp], #16
    .cfi_restore 29
    .cfi_restore 30
    .cfi_def_cfa 31, 0
    ret
    .cfi_endproc
    .size wsplab__invoke, . - wsplab__invoke

.section .note.GNU-stack, "", %progbits
