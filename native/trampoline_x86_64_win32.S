/*
 * Trampolines and calls across the boundary on x86-64, Windows convention; see trampoline_x86_64.S. Stubs never stand on a
 * stack: they jump. So nobody who walks one needs to know where the copies lie.
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
    .def \name; .scl 2; .type 32; .endef
\name:
.endm

.text

/* ---- the block that sets are copied from ------------------------------------------------------------------------- */

    .p2align 4
    .globl wsplab__stubs
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
wsplab__stubs_end:

/* ---- what modules may link to, who do not want ws2_32's ------------------------------------------------------------ */

#define EXPORT(name, arguments, failure)                                                                               \
    .p2align 4;                                                                                                        \
    .globl name;                                                                                                       \
    .def name; .scl 2; .type 32; .endef;                                                                               \
    name:                                                                                                              \
    movl $wsplab__f_##name, %r11d;                                                                                     \
    jmp .Lunbound;
WSPLAB_PLAIN_IMPORTS(EXPORT)

    .p2align 4
.Lunbound:
    xorl %r10d, %r10d

/* From a stub: r10 the set, r11 the function, everything else as the module's call left it. */
function wsplab__gate
    .seh_proc wsplab__gate
    pushq %rbp
    .seh_pushreg %rbp
    movq %rsp, %rbp
    .seh_setframe %rbp, 0
    subq $32, %rsp
    .seh_stackalloc 32
    .seh_endprologue
    movq %rcx, 16(%rbp) /* the places that the convention keeps for them, before the others */
    movq %rdx, 24(%rbp)
    movq %r8, 32(%rbp)
    movq %r9, 40(%rbp)
    movq %r10, %rcx
    movl %r11d, %edx
    leaq 16(%rbp), %r8
    leaq 48(%rbp), %r9
    call wsplab__gate_enter
    nop
    addq $32, %rsp
    popq %rbp
    ret
    .seh_endproc

/* ---- calls into a module ----------------------------------------------------------------------------------------- */

/* uint64_t wsplab__invoke(void *function, const uint64_t *arguments, uint64_t count): at most 24 of them */
function wsplab__invoke
    .seh_proc wsplab__invoke
    .seh_handler wsplab__invoke_handler, @except
    pushq %rbp
    .seh_pushreg %rbp
    movq %rsp, %rbp
    .seh_setframe %rbp, 0
    subq $192, %rsp
    .seh_stackalloc 192
    .seh_endprologue
    movq %rcx, %rax
    movq %rdx, %r10
    movq %r8, %r11
1:  cmpq $4, %r11
    jle 2f
    movq -8(%r10,%r11,8), %rcx
    movq %rcx, -8(%rsp,%r11,8)
    decq %r11
    jmp 1b
2:  movq (%r10), %rcx
    movq 8(%r10), %rdx
    movq 16(%r10), %r8
    movq 24(%r10), %r9
    call *%rax
    nop
    addq $192, %rsp
    popq %rbp
    ret
    /* Where execution goes on after an exception: rax says which one. */
    .globl wsplab__invoke_escaped
wsplab__invoke_escaped:
    movl %eax, %ecx
    call wsplab__boundary_threw
    nop
    .seh_endproc

.section .drectve, "yn"
#define DIRECTIVE(name, arguments, failure) .ascii " -export:" #name;
WSPLAB_PLAIN_IMPORTS(DIRECTIVE)
