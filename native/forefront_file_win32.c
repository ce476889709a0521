/* forefront_file_win32.c - real file handles, on real ports: what they do is the system's own business. */
#include "windows_win32.h"

#include "wsplab/forefront.h"

static HANDLE wsplab__file(uint64_t file) {
    return (HANDLE)(uintptr_t)file;
}

static wsplab_error wsplab__result(BOOL ok) {
    return ok ? WSPLAB_OK : (wsplab_error)GetLastError();
}

bool wsplab_forefront_file_is_available(void) {
    return true;
}

wsplab_error wsplab_forefront_file_open(const uint16_t *path, uint32_t how, uint32_t disposition, uint64_t *file_out,
                                        bool *existed_out) {
    DWORD access =
        ((how & WSPLAB_FILE_READ) != 0 ? GENERIC_READ : 0) | ((how & WSPLAB_FILE_WRITE) != 0 ? GENERIC_WRITE : 0);
    DWORD flags = (how & WSPLAB_FILE_OVERLAPPED) != 0 ? FILE_FLAG_OVERLAPPED : FILE_ATTRIBUTE_NORMAL;
    HANDLE file = CreateFileW((LPCWSTR)path, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              disposition, flags, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return (wsplab_error)GetLastError();
    *existed_out = GetLastError() == ERROR_ALREADY_EXISTS;
    *file_out = (uint64_t)(uintptr_t)file;
    return WSPLAB_OK;
}

wsplab_error wsplab_forefront_file_read(uint64_t file, uint64_t address, uint32_t length, uint64_t overlapped) {
    return wsplab__result(
        ReadFile(wsplab__file(file), (LPVOID)(uintptr_t)address, length, NULL, (LPOVERLAPPED)(uintptr_t)overlapped));
}

wsplab_error wsplab_forefront_file_write(uint64_t file, uint64_t address, uint32_t length, uint64_t overlapped) {
    return wsplab__result(
        WriteFile(wsplab__file(file), (LPCVOID)(uintptr_t)address, length, NULL, (LPOVERLAPPED)(uintptr_t)overlapped));
}

wsplab_error wsplab_forefront_file_associate(uint64_t file, uint64_t port, uint64_t key) {
    HANDLE associated = CreateIoCompletionPort(wsplab__file(file), (HANDLE)(uintptr_t)port, (ULONG_PTR)key, 0);
    return wsplab__result(associated != NULL);
}

wsplab_error wsplab_forefront_file_set_modes(uint64_t file, uint32_t modes) {
    return wsplab__result(SetFileCompletionNotificationModes(wsplab__file(file), (UCHAR)modes));
}

wsplab_error wsplab_forefront_file_cancel(uint64_t file, uint64_t overlapped) {
    return wsplab__result(CancelIoEx(wsplab__file(file), (LPOVERLAPPED)(uintptr_t)overlapped));
}

wsplab_error wsplab_forefront_file_close(uint64_t file) {
    return wsplab__result(CloseHandle(wsplab__file(file)));
}

uint32_t wsplab_forefront_last_error(void) {
    return GetLastError();
}

void wsplab_forefront_set_last_error(uint32_t error) {
    SetLastError(error);
}
