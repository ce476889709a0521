/* guard.c - the guarded door: what callers see of it, the same on every platform. */
#include "guard.h"

wsplab_error wsplab_guard_load32(uint64_t address, uint32_t *value_out) {
    return wsplab__guard_read32(address, value_out);
}

wsplab_error wsplab_guard_load64(uint64_t address, uint64_t *value_out) {
    return wsplab__guard_read64(address, value_out);
}

wsplab_error wsplab_guard_load_word_acquire(uint64_t address, uint64_t *value_out) {
    return wsplab__guard_read64_acquire(address, value_out);
}

wsplab_error wsplab_guard_store32(uint64_t address, uint32_t value) {
    return wsplab__guard_write32(address, value);
}

wsplab_error wsplab_guard_store64(uint64_t address, uint64_t value) {
    return wsplab__guard_write64(address, value);
}

wsplab_error wsplab_guard_copy(uint64_t destination, uint64_t source, uint64_t length) {
    return length == 0 ? WSPLAB_OK : wsplab__guard_move(destination, source, length);
}

wsplab_error wsplab_guard_publish(uint64_t overlapped, uint64_t internal_high, uint64_t internal) {
    return wsplab__guard_write_pair(overlapped, internal_high, internal);
}
