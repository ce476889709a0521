/* layout.c - where members lie according to the compiler of this library; Java compares before it uses them. */
#include "wsplab/wsplab.h"

struct wsplab__overlapped {
    uintptr_t internal;
    uintptr_t internal_high;
    union {
        struct {
            uint32_t offset;
            uint32_t offset_high;
        } position;
        void *pointer;
    } at;
    void *event;
};

_Static_assert(sizeof(void *) == 8 ? sizeof(struct wsplab__overlapped) == 32 &&
                                         offsetof(struct wsplab__overlapped, at.position.offset_high) == 20 &&
                                         offsetof(struct wsplab__overlapped, event) == 24
                                   : sizeof(struct wsplab__overlapped) == 20 &&
                                         offsetof(struct wsplab__overlapped, at.position.offset_high) == 12 &&
                                         offsetof(struct wsplab__overlapped, event) == 16,
               "OVERLAPPED of a 64-bit or of a 32-bit process");
_Static_assert(sizeof(struct wsplab_packet) == 32, "struct wsplab_packet is OVERLAPPED_ENTRY of a 64-bit process");
_Static_assert(sizeof(struct wsplab_socket_info) == 56, "Java reads struct wsplab_socket_info by offset");

uint32_t wsplab_layout(uint32_t *values, uint32_t capacity) {
    const uint32_t facts[] = {
        offsetof(struct wsplab__overlapped, internal),
        offsetof(struct wsplab__overlapped, internal_high),
        offsetof(struct wsplab__overlapped, at.position.offset),
        offsetof(struct wsplab__overlapped, at.position.offset_high),
        offsetof(struct wsplab__overlapped, event),
        sizeof(struct wsplab__overlapped),
        offsetof(struct wsplab_packet, key),
        offsetof(struct wsplab_packet, overlapped),
        offsetof(struct wsplab_packet, status),
        offsetof(struct wsplab_packet, bytes),
        sizeof(struct wsplab_packet),
        sizeof(struct wsplab_socket_info),
    };
    uint32_t count = sizeof facts / sizeof facts[0];
    for (uint32_t i = 0; i < count && i < capacity; i++) {
        values[i] = facts[i];
    }
    return count;
}
