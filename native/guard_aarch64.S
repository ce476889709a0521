/*
 * The guarded accesses on aarch64; see guard_x86_64.S. The link register still holds the caller's address at each label.
 * Order comes from barriers, not from ldar and stlr: those fault when the address is no multiple of eight, and a structure
 * that lies so is as good as any on the other processors.
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
    ldr w8, [x0]
    str w8, [x1]
    mov w0, #0
    ret

function SYM(wsplab__guard_read64)
AT(read64):
    ldr x8, [x0]
    str x8, [x1]
    mov w0, #0
    ret

function SYM(wsplab__guard_read64_acquire)
AT(acquire):
    ldr x8, [x0]
    dmb ishld
    str x8, [x1]
    mov w0, #0
    ret

function SYM(wsplab__guard_write32)
AT(write32):
    str w1, [x0]
    mov w0, #0
    ret

function SYM(wsplab__guard_write64)
AT(write64):
    str x1, [x0]
    mov w0, #0
    ret

function SYM(wsplab__guard_write_pair)
AT(pair_high):
    str x1, [x0, #8]
    dmb ish
AT(pair_status):
    str x2, [x0]
    mov w0, #0
    ret

/*
 * Words while there are eight bytes left. One that reaches into the next page goes byte by byte, so that what lies before
 * bad memory is copied to its last byte.
 */
function SYM(wsplab__guard_move)
1:  cmp x2, #8
    b.lo 2f
    and x8, x0, #4095
    cmp x8, #4088
    b.hi 3f
    and x8, x1, #4095
    cmp x8, #4088
    b.hi 3f
AT(move_read64):
    ldr x8, [x1], #8
AT(move_write64):
    str x8, [x0], #8
    sub x2, x2, #8
    b 1b
2:  cbz x2, 4f
3:
AT(move_read8):
    ldrb w8, [x1], #1
AT(move_write8):
    strb w8, [x0], #1
    sub x2, x2, #1
    b 1b
4:  mov w0, #0
    ret

function SYM(wsplab__guard_fault)
    mov w0, #998
    ret

TABLE
    .p2align 3
    .globl SYM(wsplab__guard_labels)
    HIDE SYM(wsplab__guard_labels)
SYM(wsplab__guard_labels):
    .quad AT(read32), AT(read64), AT(acquire), AT(write32), AT(write64), AT(pair_high), AT(pair_status)
    .quad AT(move_read64), AT(move_write64), AT(move_read8), AT(move_write8)
    .globl SYM(wsplab__guard_labels_end)
    HIDE SYM(wsplab__guard_labels_end)
SYM(wsplab__guard_labels_end):

#if defined(__linux__)
.section .note.GNU-stack, "", @progbits
#endif
