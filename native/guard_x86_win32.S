/*
 * The guarded accesses on 32-bit x86, C convention; see guard_x86_64_win32.S. Addresses come as 64 bits: the upper half must
 * be zero. A word is 32 bits wide, and so are the two members that publishing writes.
 */
.macro function name
    .p2align 4
    .globl _\name
    .def _\name; .scl 2; .type 32; .endef
_\name:
    cmpl $0, 8(%esp)
    jne .Lfault
    movl 4(%esp), %ecx
.endm

.text

function wsplab__guard_read32
    movl 12(%esp), %edx
.Lread32:
    movl (%ecx), %eax
    movl %eax, (%edx)
    xorl %eax, %eax
    ret

/* Every load acquires on this architecture. */
function wsplab__guard_read64_acquire
    movl 12(%esp), %edx
.Lread_word:
    movl (%ecx), %eax
    movl %eax, (%edx)
    movl $0, 4(%edx)
    xorl %eax, %eax
    ret

function wsplab__guard_read64
.Lread64_low:
    movl (%ecx), %eax
.Lread64_high:
    movl 4(%ecx), %edx
    movl 12(%esp), %ecx
    movl %eax, (%ecx)
    movl %edx, 4(%ecx)
    xorl %eax, %eax
    ret

function wsplab__guard_write32
    movl 12(%esp), %edx
.Lwrite32:
    movl %edx, (%ecx)
    xorl %eax, %eax
    ret

function wsplab__guard_write64
    movl 12(%esp), %eax
    movl 16(%esp), %edx
.Lwrite64_low:
    movl %eax, (%ecx)
.Lwrite64_high:
    movl %edx, 4(%ecx)
    xorl %eax, %eax
    ret

/* A store is never seen before an earlier one on this architecture: the second store releases the first. */
function wsplab__guard_write_pair
    movl 12(%esp), %eax
    movl 20(%esp), %edx
.Lpair_high:
    movl %eax, 4(%ecx)
.Lpair_status:
    movl %edx, (%ecx)
    xorl %eax, %eax
    ret

/* esi and edi belong to the caller. */
function wsplab__guard_move
    cmpl $0, 16(%esp)
    jne .Lfault
    cmpl $0, 24(%esp)
    jne .Lfault
    movl %esi, %eax
    movl %edi, %edx
    movl %ecx, %edi
    movl 12(%esp), %esi
    movl 20(%esp), %ecx
.Lmove:
    rep movsb
    movl %eax, %esi
    movl %edx, %edi
    xorl %eax, %eax
    ret
.Lmove_fault:
    movl %eax, %esi
    movl %edx, %edi

.Lfault:
    movl $998, %eax
    ret

.section .rdata, "dr"
    .p2align 2
    .globl _wsplab__guard_exits
_wsplab__guard_exits:
    .long .Lread32, .Lfault
    .long .Lread_word, .Lfault
    .long .Lread64_low, .Lfault
    .long .Lread64_high, .Lfault
    .long .Lwrite32, .Lfault
    .long .Lwrite64_low, .Lfault
    .long .Lwrite64_high, .Lfault
    .long .Lpair_high, .Lfault
    .long .Lpair_status, .Lfault
    .long .Lmove, .Lmove_fault
    .globl _wsplab__guard_exits_end
_wsplab__guard_exits_end:
