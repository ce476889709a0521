/* forefront_file_posix.c - there are no handles of Windows here: files are emulated in Java. */
#include "wsplab/forefront.h"

#define NOT_IMPLEMENTED 120 /* ERROR_CALL_NOT_IMPLEMENTED */

bool wsplab_forefront_file_is_available(void) {
    return false;
}

wsplab_error wsplab_forefront_file_open(const uint16_t *path, uint32_t how, uint32_t disposition, uint64_t *file_out,
                                        bool *existed_out) {
    (void)path;
    (void)how;
    (void)disposition;
    (void)file_out;
    (void)existed_out;
    return NOT_IMPLEMENTED;
}

wsplab_error wsplab_forefront_file_read(uint64_t file, uint64_t address, uint32_t length, uint64_t overlapped) {
    (void)file;
    (void)address;
    (void)length;
    (void)overlapped;
    return NOT_IMPLEMENTED;
}

wsplab_error wsplab_forefront_file_write(uint64_t file, uint64_t address, uint32_t length, uint64_t overlapped) {
    return wsplab_forefront_file_read(file, address, length, overlapped);
}

wsplab_error wsplab_forefront_file_associate(uint64_t file, uint64_t port, uint64_t key) {
    (void)file;
    (void)port;
    (void)key;
    return NOT_IMPLEMENTED;
}

wsplab_error wsplab_forefront_file_set_modes(uint64_t file, uint32_t modes) {
    (void)file;
    (void)modes;
    return NOT_IMPLEMENTED;
}

wsplab_error wsplab_forefront_file_cancel(uint64_t file, uint64_t overlapped) {
    (void)file;
    (void)overlapped;
    return NOT_IMPLEMENTED;
}

wsplab_error wsplab_forefront_file_close(uint64_t file) {
    (void)file;
    return NOT_IMPLEMENTED;
}

uint32_t wsplab_forefront_last_error(void) {
    return 0; /* a module keeps its own (fwx_windows.h) */
}

void wsplab_forefront_set_last_error(uint32_t error) {
    (void)error;
}
