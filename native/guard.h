/*
 * guard.h - inside of the guarded door. The accesses themselves are a few labelled instructions in assembly, one file per
 * processor; a fault at one of the labels makes the access return ERROR_NOACCESS.
 */
#ifndef WSPLAB_GUARD_H
#define WSPLAB_GUARD_H

#include "wsplab/wsplab.h"

wsplab_error wsplab__guard_read32(uint64_t address, uint32_t *value_out);
wsplab_error wsplab__guard_read64(uint64_t address, uint64_t *value_out);
wsplab_error wsplab__guard_read64_acquire(uint64_t address, uint64_t *value_out);
wsplab_error wsplab__guard_write32(uint64_t address, uint32_t value);
wsplab_error wsplab__guard_write64(uint64_t address, uint64_t value);
/* address + 8 first, then address with release semantics. */
wsplab_error wsplab__guard_write_pair(uint64_t address, uint64_t high, uint64_t status);
wsplab_error wsplab__guard_move(uint64_t destination, uint64_t source, uint64_t length);

/* Addresses of the instructions that may fault, and where execution goes on. */
extern const uint64_t wsplab__guard_labels[];
extern const uint64_t wsplab__guard_labels_end[];
void wsplab__guard_fault(void);

#endif
