/*
 * The guarded accesses on x86-64, System V convention. All are leaf functions that push nothing: when the instruction at a
 * label faults, wsplab__guard_fault can return to the caller in their stead.
 */
#if defined(__APPLE__)
#define SYM(name) _##name
#define AT(name) L##name
#define HIDE .private_extern
#define TABLE .section __DATA,__const
#else
#define SYM(name) name
#define AT(name) .L##name
#define HIDE .hidden
#define TABLE .section .data.rel.ro, "aw", @progbits
#endif

.macro function name
    .p2align 4
    .globl \name
    HIDE \name
\name:
.endm

.text

function SYM(wsplab__guard_read32)
AT(read32):
    movl (%rdi), %eax
    movl %eax, (%rsi)
    xorl %eax, %eax
    ret

/* Every load acquires on this architecture. */
function SYM(wsplab__guard_read64_acquire)
function SYM(wsplab__guard_read64)
AT(read64):
    movq (%rdi), %rax
    movq %rax, (%rsi)
    xorl %eax, %eax
    ret

function SYM(wsplab__guard_write32)
AT(write32):
    movl %esi, (%rdi)
    xorl %eax, %eax
    ret

function SYM(wsplab__guard_write64)
AT(write64):
    movq %rsi, (%rdi)
    xorl %eax, %eax
    ret

/* A store is never seen before an earlier one on this architecture: the second store releases the first. */
function SYM(wsplab__guard_write_pair)
AT(pair_high):
    movq %rsi, 8(%rdi)
AT(pair_status):
    movq %rdx, (%rdi)
    xorl %eax, %eax
    ret

function SYM(wsplab__guard_move)
    movq %rdx, %rcx
AT(move):
    rep movsb
    xorl %eax, %eax
    ret

function SYM(wsplab__guard_fault)
    movl $998, %eax
    ret

TABLE
    .p2align 3
    .globl SYM(wsplab__guard_labels)
    HIDE SYM(wsplab__guard_labels)
SYM(wsplab__guard_labels):
    .quad AT(read32), AT(read64), AT(write32), AT(write64), AT(pair_high), AT(pair_status), AT(move)
    .globl SYM(wsplab__guard_labels_end)
    HIDE SYM(wsplab__guard_labels_end)
SYM(wsplab__guard_labels_end):

#if defined(__linux__)
.section .note.GNU-stack, "", @progbits
#endif
