/*
 * Trampolines and calls across the boundary on x86-64, System V convention; see trampoline.h and boundary.h.
 *
 * A stub is what a module calls. It names its function and jumps on; the end of its block names the set. Blocks are
 * copies of the one below, so nothing in it may depend on where it lies.
 */
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
    .type \name, @function
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
    movl $wsplab__f_##name, %r11d;                                                                                     \
    jmp .Lset;
WSPLAB_FUNCTIONS(STUB)
    .p2align 4
.Lset:
    movq .Lset_address(%rip), %r10
    jmp *.Lgate_address(%rip)
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
    .type symbol, @function;                                                                                           \
    symbol:                                                                                                            \
    movl $wsplab__f_##name, %r11d;                                                                                     \
    jmp .Lunbound;                                                                                                     \
    .size symbol, . - symbol;
#define PREFIXED(name, arguments, failure) EXPORT(wsplab_##name, name)
#define PLAIN(name, arguments, failure) EXPORT(name, name)
WSPLAB_PLAIN_IMPORTS(PREFIXED)
WSPLAB_WS2_IMPORTS(PREFIXED)
WSPLAB_KERNEL_IMPORTS(PREFIXED)
WSPLAB_PLAIN_IMPORTS(PLAIN)

    .p2align 4
.Lunbound:
    xorl %r10d, %r10d

/* From a stub: r10 the set, r11 the function, everything else as the module's call left it. */
function wsplab__gate
    .cfi_startproc
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    pushq %r9
    pushq %r8
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    movq %r10, %rdi
    movl %r11d, %esi
    movq %rsp, %rdx
    leaq 16(%rbp), %rcx
    call wsplab__gate_enter
    leave
    .cfi_def_cfa %rsp, 8
    ret
    .cfi_endproc
    .size wsplab__gate, . - wsplab__gate

/* ---- calls into a module ----------------------------------------------------------------------------------------- */

/* uint64_t wsplab__invoke(void *function, const uint64_t *arguments, uint64_t count) */
function wsplab__invoke
    .cfi_startproc
    .cfi_personality 0x1b, wsplab__personality
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    movq %rdi, %r11
    movq %rsi, %r10
    movq %rdx, %rcx
    subq $6, %rcx
    jle 2f
    leaq (,%rcx,8), %rax
    addq $15, %rax
    andq $-16, %rax
    subq %rax, %rsp
1:  movq 40(%r10,%rcx,8), %rax
    movq %rax, -8(%rsp,%rcx,8)
    decq %rcx
    jnz 1b
2:  movq (%r10), %rdi
    movq 8(%r10), %rsi
    movq 16(%r10), %rdx
    movq 24(%r10), %rcx
    movq 32(%r10), %r8
    movq 40(%r10), %r9
    xorl %eax, %eax
    call *%r11
    leave
    .cfi_def_cfa %rsp, 8
    ret
    .cfi_endproc
    .size wsplab__invoke, . - wsplab__invoke

.section .note.GNU-stack, "", @progbits
