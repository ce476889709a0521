; The guarded accesses on 32-bit x86 for Microsoft's assembler; guard_x86_win32.S says what they are. Keep the two alike.

.686
.model flat, C

; Labels within a procedure are seen from the table. LLVM's assembler knows no other way, nor this option.
IFNDEF WSPLAB_LLVM_ML
OPTION NOSCOPED
ENDIF

PUBLIC wsplab__guard_exits
PUBLIC wsplab__guard_exits_end

; The address, whose upper half must be zero, into ecx.
take_address MACRO
    cmp DWORD PTR [esp + 8], 0
    jne guard_fault
    mov ecx, DWORD PTR [esp + 4]
ENDM

.code

guard_fault PROC
    mov eax, 998
    ret
guard_fault ENDP

ALIGN 16
wsplab__guard_read32 PROC
    take_address
    mov edx, DWORD PTR [esp + 12]
at_read32:
    mov eax, DWORD PTR [ecx]
    mov DWORD PTR [edx], eax
    xor eax, eax
    ret
wsplab__guard_read32 ENDP

; Every load acquires on this architecture.
ALIGN 16
wsplab__guard_read64_acquire PROC
    take_address
    mov edx, DWORD PTR [esp + 12]
at_read_word:
    mov eax, DWORD PTR [ecx]
    mov DWORD PTR [edx], eax
    mov DWORD PTR [edx + 4], 0
    xor eax, eax
    ret
wsplab__guard_read64_acquire ENDP

ALIGN 16
wsplab__guard_read64 PROC
    take_address
at_read64_low:
    mov eax, DWORD PTR [ecx]
at_read64_high:
    mov edx, DWORD PTR [ecx + 4]
    mov ecx, DWORD PTR [esp + 12]
    mov DWORD PTR [ecx], eax
    mov DWORD PTR [ecx + 4], edx
    xor eax, eax
    ret
wsplab__guard_read64 ENDP

ALIGN 16
wsplab__guard_write32 PROC
    take_address
    mov edx, DWORD PTR [esp + 12]
at_write32:
    mov DWORD PTR [ecx], edx
    xor eax, eax
    ret
wsplab__guard_write32 ENDP

ALIGN 16
wsplab__guard_write64 PROC
    take_address
    mov eax, DWORD PTR [esp + 12]
    mov edx, DWORD PTR [esp + 16]
at_write64_low:
    mov DWORD PTR [ecx], eax
at_write64_high:
    mov DWORD PTR [ecx + 4], edx
    xor eax, eax
    ret
wsplab__guard_write64 ENDP

; A store is never seen before an earlier one on this architecture: the second store releases the first.
ALIGN 16
wsplab__guard_write_pair PROC
    take_address
    mov eax, DWORD PTR [esp + 12]
    mov edx, DWORD PTR [esp + 20]
at_pair_high:
    mov DWORD PTR [ecx + 4], eax
at_pair_status:
    mov DWORD PTR [ecx], edx
    xor eax, eax
    ret
wsplab__guard_write_pair ENDP

; esi and edi belong to the caller.
ALIGN 16
wsplab__guard_move PROC
    take_address
    cmp DWORD PTR [esp + 16], 0
    jne guard_fault
    cmp DWORD PTR [esp + 24], 0
    jne guard_fault
    mov eax, esi
    mov edx, edi
    mov edi, ecx
    mov esi, DWORD PTR [esp + 12]
    mov ecx, DWORD PTR [esp + 20]
at_move:
    rep movsb
    mov esi, eax
    mov edi, edx
    xor eax, eax
    ret
move_fault:
    mov esi, eax
    mov edi, edx
    mov eax, 998
    ret
wsplab__guard_move ENDP

.data

ALIGN 4
wsplab__guard_exits DD at_read32, guard_fault
    DD at_read_word, guard_fault
    DD at_read64_low, guard_fault
    DD at_read64_high, guard_fault
    DD at_write32, guard_fault
    DD at_write64_low, guard_fault
    DD at_write64_high, guard_fault
    DD at_pair_high, guard_fault
    DD at_pair_status, guard_fault
    DD at_move, move_fault
wsplab__guard_exits_end DD 0

END
