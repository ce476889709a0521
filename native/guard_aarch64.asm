; The guarded accesses on aarch64 for Microsoft's assembler; guard_aarch64_win32.S says what they are. Keep the two alike.

    AREA |.text|, CODE, READONLY, ALIGN=4


    ALIGN 16
    EXPORT wsplab__guard_read32
wsplab__guard_read32
at_read32
    ldr w8, [x0]
    str w8, [x1]
    mov w0, #0
    ret

    ALIGN 16
    EXPORT wsplab__guard_read64
wsplab__guard_read64
at_read64
    ldr x8, [x0]
    str x8, [x1]
    mov w0, #0
    ret

    ALIGN 16
    EXPORT wsplab__guard_read64_acquire
wsplab__guard_read64_acquire
at_acquire
    ldr x8, [x0]
    dmb ishld
    str x8, [x1]
    mov w0, #0
    ret

    ALIGN 16
    EXPORT wsplab__guard_write32
wsplab__guard_write32
at_write32
    str w1, [x0]
    mov w0, #0
    ret

    ALIGN 16
    EXPORT wsplab__guard_write64
wsplab__guard_write64
at_write64
    str x1, [x0]
    mov w0, #0
    ret

    ALIGN 16
    EXPORT wsplab__guard_write_pair
wsplab__guard_write_pair
at_pair_high
    str x1, [x0, #8]
    dmb ish
at_pair_status
    str x2, [x0]
    mov w0, #0
    ret

; Words while there are eight bytes left. One that reaches into the next page goes byte by byte, so that what lies before
; bad memory is copied to its last byte.
    ALIGN 16
    EXPORT wsplab__guard_move
wsplab__guard_move
move_1
    cmp x2, #8
    b.lo move_2
    and x8, x0, #4095
    cmp x8, #4088
    b.hi move_3
    and x8, x1, #4095
    cmp x8, #4088
    b.hi move_3
at_move_read64
    ldr x8, [x1], #8
at_move_write64
    str x8, [x0], #8
    sub x2, x2, #8
    b move_1
move_2
    cbz x2, move_4
move_3
at_move_read8
    ldrb w8, [x1], #1
at_move_write8
    strb w8, [x0], #1
    sub x2, x2, #1
    b move_1
move_4
    mov w0, #0
    ret

guard_fault
    mov w0, #998
    ret

    AREA |.rdata|, DATA, READONLY, ALIGN=3

    EXPORT wsplab__guard_exits
    EXPORT wsplab__guard_exits_end
wsplab__guard_exits
    DCQ at_read32, guard_fault
    DCQ at_read64, guard_fault
    DCQ at_acquire, guard_fault
    DCQ at_write32, guard_fault
    DCQ at_write64, guard_fault
    DCQ at_pair_high, guard_fault
    DCQ at_pair_status, guard_fault
    DCQ at_move_read64, guard_fault
    DCQ at_move_write64, guard_fault
    DCQ at_move_read8, guard_fault
    DCQ at_move_write8, guard_fault
wsplab__guard_exits_end

    END
