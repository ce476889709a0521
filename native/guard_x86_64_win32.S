/*
 * The guarded accesses on x86-64, Windows convention. All are leaf functions that move no stack pointer: when the
 * instruction at a label faults, execution goes on at the label beside it in the table, as if the function itself went there.
 */
.macro function name
    .p2align 4
    .globl \name
    .def \name; .scl 2; .type 32; .endef
\name:
.endm

.text

function wsplab__guard_read32
.Lread32:
    movl (%rcx), %eax
    movl %eax, (%rdx)
    xorl %eax, %eax
    ret

/* Every load acquires on this architecture. */
function wsplab__guard_read64_acquire
function wsplab__guard_read64
.Lread64:
    movq (%rcx), %rax
    movq %rax, (%rdx)
    xorl %eax, %eax
    ret

function wsplab__guard_write32
.Lwrite32:
    movl %edx, (%rcx)
    xorl %eax, %eax
    ret

function wsplab__guard_write64
.Lwrite64:
    movq %rdx, (%rcx)
    xorl %eax, %eax
    ret

/* A store is never seen before an earlier one on this architecture: the second store releases the first. */
function wsplab__guard_write_pair
.Lpair_high:
    movq %rdx, 8(%rcx)
.Lpair_status:
    movq %r8, (%rcx)
    xorl %eax, %eax
    ret

/* rsi and rdi belong to the caller. */
function wsplab__guard_move
    movq %rsi, %r10
    movq %rdi, %r11
    movq %rcx, %rdi
    movq %rdx, %rsi
    movq %r8, %rcx
.Lmove:
    rep movsb
    xorl %eax, %eax
.Lmoved:
    movq %r10, %rsi
    movq %r11, %rdi
    ret
.Lmove_fault:
    movl $998, %eax
    jmp .Lmoved

.Lfault:
    movl $998, %eax
    ret

.section .rdata, "dr"
    .p2align 3
    .globl wsplab__guard_exits
wsplab__guard_exits:
    .quad .Lread32, .Lfault
    .quad .Lread64, .Lfault
    .quad .Lwrite32, .Lfault
    .quad .Lwrite64, .Lfault
    .quad .Lpair_high, .Lfault
    .quad .Lpair_status, .Lfault
    .quad .Lmove, .Lmove_fault
    .globl wsplab__guard_exits_end
wsplab__guard_exits_end:
