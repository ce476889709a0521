; The guarded accesses on x86-64 for Microsoft's assembler; guard_x86_64_win32.S says what they are. Keep the two alike.

; Labels within a procedure are seen from the table. LLVM's assembler knows no other way, nor this option.
IFNDEF WSPLAB_LLVM_ML
OPTION NOSCOPED
ENDIF

PUBLIC wsplab__guard_exits
PUBLIC wsplab__guard_exits_end

.code

ALIGN 16
wsplab__guard_read32 PROC
at_read32:
    mov eax, DWORD PTR [rcx]
    mov DWORD PTR [rdx], eax
    xor eax, eax
    ret
wsplab__guard_read32 ENDP

ALIGN 16
wsplab__guard_read64 PROC
at_read64:
    mov rax, QWORD PTR [rcx]
    mov QWORD PTR [rdx], rax
    xor eax, eax
    ret
wsplab__guard_read64 ENDP

; Every load acquires on this architecture.
ALIGN 16
wsplab__guard_read64_acquire PROC
at_acquire:
    mov rax, QWORD PTR [rcx]
    mov QWORD PTR [rdx], rax
    xor eax, eax
    ret
wsplab__guard_read64_acquire ENDP

ALIGN 16
wsplab__guard_write32 PROC
at_write32:
    mov DWORD PTR [rcx], edx
    xor eax, eax
    ret
wsplab__guard_write32 ENDP

ALIGN 16
wsplab__guard_write64 PROC
at_write64:
    mov QWORD PTR [rcx], rdx
    xor eax, eax
    ret
wsplab__guard_write64 ENDP

; A store is never seen before an earlier one on this architecture: the second store releases the first.
ALIGN 16
wsplab__guard_write_pair PROC
at_pair_high:
    mov QWORD PTR [rcx + 8], rdx
at_pair_status:
    mov QWORD PTR [rcx], r8
    xor eax, eax
    ret
wsplab__guard_write_pair ENDP

; rsi and rdi belong to the caller.
ALIGN 16
wsplab__guard_move PROC
    mov r10, rsi
    mov r11, rdi
    mov rdi, rcx
    mov rsi, rdx
    mov rcx, r8
at_move:
    rep movsb
    xor eax, eax
moved:
    mov rsi, r10
    mov rdi, r11
    ret
move_fault:
    mov eax, 998
    jmp moved
wsplab__guard_move ENDP

ALIGN 16
guard_fault PROC
    mov eax, 998
    ret
guard_fault ENDP

.data

ALIGN 8
wsplab__guard_exits DQ at_read32, guard_fault
    DQ at_read64, guard_fault
    DQ at_acquire, guard_fault
    DQ at_write32, guard_fault
    DQ at_write64, guard_fault
    DQ at_pair_high, guard_fault
    DQ at_pair_status, guard_fault
    DQ at_move, move_fault
wsplab__guard_exits_end DQ 0

END
