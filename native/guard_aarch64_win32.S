/*
 * The guarded accesses on aarch64 for Windows; guard_aarch64.S says why they are what they are, guard_x86_64_win32.S what the
 * table is for. The link register still holds the caller's address at each label.
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
    ldr w8, [x0]
    str w8, [x1]
    mov w0, #0
    ret

function wsplab__guard_read64
.Lread64:
    ldr x8, [x0]
    str x8, [x1]
    mov w0, #0
    ret

function wsplab__guard_read64_acquire
.Lacquire:
    ldr x8, [x0]
    dmb ishld
    str x8, [x1]
    mov w0, #0
    ret

function wsplab__guard_write32
.Lwrite32:
    str w1, [x0]
    mov w0, #0
    ret

function wsplab__guard_write64
.Lwrite64:
    str x1, [x0]
    mov w0, #0
    ret

function wsplab__guard_write_pair
.Lpair_high:
    str x1, [x0, #8]
    dmb ish
.Lpair_status:
    str x2, [x0]
    mov w0, #0
    ret

/*
 * Words while there are eight bytes left. One that reaches into the next page goes byte by byte, so that what lies before
 * bad memory is copied to its last byte.
 */
function wsplab__guard_move
1:  cmp x2, #8
    b.lo 2f
    and x8, x0, #4095
    cmp x8, #4088
    b.hi 3f
    and x8, x1, #4095
    cmp x8, #4088
    b.hi 3f
.Lmove_read64:
    ldr x8, [x1], #8
.Lmove_write64:
    str x8, [x0], #8
    sub x2, x2, #8
    b 1b
2:  cbz x2, 4f
3:
.Lmove_read8:
    ldrb w8, [x1], #1
.Lmove_write8:
    strb w8, [x0], #1
    sub x2, x2, #1
    b 1b
4:  mov w0, #0
    ret

.Lfault:
    mov w0, #998
    ret

.section .rdata, "dr"
    .p2align 3
    .globl wsplab__guard_exits
wsplab__guard_exits:
    .quad .Lread32, .Lfault
    .quad .Lread64, .Lfault
    .quad .Lacquire, .Lfault
    .quad .Lwrite32, .Lfault
    .quad .Lwrite64, .Lfault
    .quad .Lpair_high, .Lfault
    .quad .Lpair_status, .Lfault
    .quad .Lmove_read64, .Lfault
    .quad .Lmove_write64, .Lfault
    .quad .Lmove_read8, .Lfault
    .quad .Lmove_write8, .Lfault
    .globl wsplab__guard_exits_end
wsplab__guard_exits_end:
