/* The guarded accesses on aarch64; see guard_x86_64.S. The link register still holds the caller's address at each label. */
#if defined(__APPLE__)
#define SYM(name) _##name
#define HIDE .private_extern
#define TABLE .section __DATA,__const
#else
#define SYM(name) name
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
.Lread32:
    ldr w8, [x0]
    str w8, [x1]
    mov w0, #0
    ret

function SYM(wsplab__guard_read64)
.Lread64:
    ldr x8, [x0]
    str x8, [x1]
    mov w0, #0
    ret

function SYM(wsplab__guard_read64_acquire)
.Lacquire:
    ldar x8, [x0]
    str x8, [x1]
    mov w0, #0
    ret

function SYM(wsplab__guard_write32)
.Lwrite32:
    str w1, [x0]
    mov w0, #0
    ret

function SYM(wsplab__guard_write64)
.Lwrite64:
    str x1, [x0]
    mov w0, #0
    ret

function SYM(wsplab__guard_write_pair)
.Lpair_high:
    str x1, [x0, #8]
.Lpair_status:
    stlr x2, [x0]
    mov w0, #0
    ret

/* Words while there are eight bytes left, then bytes; an unaligned word is fine on ordinary memory. */
function SYM(wsplab__guard_move)
1:  cmp x2, #8
    b.lo 2f
.Lmove_read64:
    ldr x8, [x1], #8
.Lmove_write64:
    str x8, [x0], #8
    sub x2, x2, #8
    b 1b
2:  cbz x2, 3f
.Lmove_read8:
    ldrb w8, [x1], #1
.Lmove_write8:
    strb w8, [x0], #1
    sub x2, x2, #1
    b 2b
3:  mov w0, #0
    ret

function SYM(wsplab__guard_fault)
    mov w0, #998
    ret

TABLE
    .p2align 3
    .globl SYM(wsplab__guard_labels)
    HIDE SYM(wsplab__guard_labels)
SYM(wsplab__guard_labels):
    .quad .Lread32, .Lread64, .Lacquire, .Lwrite32, .Lwrite64, .Lpair_high, .Lpair_status
    .quad .Lmove_read64, .Lmove_write64, .Lmove_read8, .Lmove_write8
    .globl SYM(wsplab__guard_labels_end)
    HIDE SYM(wsplab__guard_labels_end)
SYM(wsplab__guard_labels_end):

#if defined(__linux__)
.section .note.GNU-stack, "", @progbits
#endif
