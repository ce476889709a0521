/*
 * fwx_windows.h - what a filter's file I/O needs of windows.h and unknwn.h, for other systems: types, COM's two
 * interfaces, and the file calls. Those go to the service that has loaded the module: the service gives it a table of
 * functions at load, through wsplab_fwx_bind below, so the module links to nothing.
 *
 * Include it in every source of the module that calls them; not together with include/compat.
 */
#ifndef WSPLAB_FWX_WINDOWS_H
#define WSPLAB_FWX_WINDOWS_H

#include <cstdint>
#include <cstring>

/* ---- types ------------------------------------------------------------------------------------------------------- */

typedef int BOOL, INT;
typedef int32_t LONG, HRESULT;
typedef uint32_t DWORD, ULONG;
typedef uint8_t BYTE, UCHAR;
typedef wchar_t WCHAR; /* as in L"": 32 bits here, 16 on Windows */
typedef const WCHAR *LPCWSTR;
typedef uintptr_t ULONG_PTR;
typedef void *HANDLE, *LPVOID;
typedef const void *LPCVOID;
typedef uintptr_t HANDLE_PTR;

#define TRUE 1
#define FALSE 0
#define STDMETHODCALLTYPE
#define STDAPI extern "C" __attribute__((visibility("default"))) HRESULT
#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t) - 1)

struct GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
};
typedef GUID IID, CLSID;
typedef const GUID &REFGUID, &REFIID, &REFCLSID;

inline bool operator==(const GUID &a, const GUID &b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

typedef struct _OVERLAPPED {
    ULONG_PTR Internal;
    ULONG_PTR InternalHigh;
    DWORD Offset;
    DWORD OffsetHigh;
    HANDLE hEvent;
} OVERLAPPED, *LPOVERLAPPED;

#define S_OK ((HRESULT)0)
#define E_NOTIMPL ((HRESULT)0x80004001)
#define E_NOINTERFACE ((HRESULT)0x80004002)
#define E_POINTER ((HRESULT)0x80004003)
#define E_FAIL ((HRESULT)0x80004005)
#define E_UNEXPECTED ((HRESULT)0x8000FFFF)
#define E_OUTOFMEMORY ((HRESULT)0x8007000E)
#define E_INVALIDARG ((HRESULT)0x80070057)
#define CLASS_E_CLASSNOTAVAILABLE ((HRESULT)0x80040111)
#define CLASS_E_NOAGGREGATION ((HRESULT)0x80040110)
#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0)
#define FAILED(hr) ((HRESULT)(hr) < 0)
#define HRESULT_FROM_WIN32(error) ((HRESULT)((error) == 0 ? 0u : ((DWORD)(error) & 0xFFFFu) | 0x80070000u))

#define ERROR_SUCCESS 0u
#define ERROR_FILE_NOT_FOUND 2u
#define ERROR_ACCESS_DENIED 5u
#define ERROR_INVALID_HANDLE 6u
#define ERROR_HANDLE_EOF 38u
#define ERROR_FILE_EXISTS 80u
#define ERROR_INVALID_PARAMETER 87u
#define ERROR_DISK_FULL 112u
#define ERROR_ALREADY_EXISTS 183u
#define ERROR_OPERATION_ABORTED 995u
#define ERROR_IO_PENDING 997u
#define ERROR_IO_DEVICE 1117u
#define ERROR_NOT_FOUND 1168u

#define GENERIC_READ 0x80000000u
#define GENERIC_WRITE 0x40000000u
#define FILE_SHARE_READ 1u
#define FILE_SHARE_WRITE 2u
#define CREATE_NEW 1u
#define CREATE_ALWAYS 2u
#define OPEN_EXISTING 3u
#define OPEN_ALWAYS 4u
#define TRUNCATE_EXISTING 5u
#define FILE_ATTRIBUTE_NORMAL 0x80u
#define FILE_FLAG_OVERLAPPED 0x40000000u
#define FILE_SKIP_COMPLETION_PORT_ON_SUCCESS 1u
#define FILE_SKIP_SET_EVENT_ON_HANDLE 2u

/* ---- COM --------------------------------------------------------------------------------------------------------- */

static const IID IID_IUnknown = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const IID IID_IClassFactory = {1, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};

struct IUnknown {
    virtual HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **ppvObject) = 0;
    virtual ULONG STDMETHODCALLTYPE AddRef() = 0;
    virtual ULONG STDMETHODCALLTYPE Release() = 0;
};

struct IClassFactory : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown *pUnkOuter, REFIID riid, void **ppvObject) = 0;
    virtual HRESULT STDMETHODCALLTYPE LockServer(BOOL fLock) = 0;
};

/* ---- files, of the service that has loaded the module ------------------------------------------------------------ */

/* The service's side: each gives a Win32 error, 0 for success; Create with a handle also 183, which is a success. */
struct IWsplabFiles : public IUnknown {
    virtual HRESULT Create(const char *path, DWORD access, DWORD disposition, DWORD flags, int32_t *handle_out) = 0;
    virtual HRESULT Read(int32_t handle, uint64_t address, DWORD length, uint64_t overlapped) = 0;
    virtual HRESULT Write(int32_t handle, uint64_t address, DWORD length, uint64_t overlapped) = 0;
    virtual HRESULT Close(int32_t handle) = 0;
    virtual HRESULT Cancel(int32_t handle, uint64_t overlapped) = 0; /* 0: all of the handle */
    virtual HRESULT SetModes(int32_t handle, DWORD flags) = 0;
};

struct wsplab_fwx_module {
    IWsplabFiles *files;
};

inline __attribute__((visibility("hidden"))) wsplab_fwx_module wsplab_fwx_this_module = {nullptr};
inline __attribute__((visibility("hidden"))) thread_local DWORD wsplab_fwx_last_error = 0;

/* Called by the service, before anything else of the module. */
extern "C" __attribute__((visibility("default"), weak)) void wsplab_fwx_bind(void *files) {
    wsplab_fwx_this_module.files = static_cast<IWsplabFiles *>(files);
}

inline DWORD GetLastError() {
    return wsplab_fwx_last_error;
}

inline void SetLastError(DWORD error) {
    wsplab_fwx_last_error = error;
}

inline BOOL wsplab_fwx_told(HRESULT error) {
    SetLastError((DWORD)error);
    return error == 0 ? TRUE : FALSE;
}

inline int32_t wsplab_fwx_token(HANDLE file) {
    return (int32_t)(intptr_t)file;
}

/* The path is UTF-8. Sharing, security and templates are not looked at. GetLastError is 183 where the page has it. */
inline HANDLE CreateFileA(const char *path, DWORD access, DWORD, void *, DWORD disposition, DWORD flags, HANDLE) {
    int32_t handle = -1;
    (void)wsplab_fwx_told(wsplab_fwx_this_module.files->Create(path, access, disposition, flags, &handle));
    return (HANDLE)(intptr_t)handle; /* INVALID_HANDLE_VALUE is -1 */
}

/* A path in UTF-8; false when it does not fit. Surrogates, which a source from Windows may have, count as pairs. */
inline bool wsplab_fwx_utf8(LPCWSTR path, char *out, size_t room) {
    size_t used = 0;
    for (; *path != 0; path++) {
        uint32_t c = (uint32_t)*path;
        uint32_t low = (c & 0xFFFFFC00u) == 0xD800u ? (uint32_t)path[1] : 0;
        if ((low & 0xFFFFFC00u) == 0xDC00u) {
            c = 0x10000u + ((c & 0x3FFu) << 10) + (low & 0x3FFu);
            path++;
        }
        int more = c < 0x80u ? 0 : c < 0x800u ? 1 : c < 0x10000u ? 2 : 3; /* bytes after the first */
        static const uint8_t first[] = {0, 0xC0, 0xE0, 0xF0};
        if (used + (size_t)more + 1 >= room)
            return false;
        out[used++] = (char)(first[more] | (c >> (6 * more)));
        while (more-- > 0)
            out[used++] = (char)(0x80u | ((c >> (6 * more)) & 0x3Fu));
    }
    out[used] = 0;
    return true;
}

inline HANDLE CreateFileW(LPCWSTR path, DWORD access, DWORD share, void *security, DWORD disposition, DWORD flags,
                          HANDLE like) {
    char name[4096];
    if (path != nullptr && !wsplab_fwx_utf8(path, name, sizeof name)) {
        SetLastError(206); /* ERROR_FILENAME_EXCED_RANGE */
        return INVALID_HANDLE_VALUE;
    }
    return CreateFileA(path == nullptr ? nullptr : name, access, share, security, disposition, flags, like);
}

inline BOOL ReadFile(HANDLE file, LPVOID buffer, DWORD length, DWORD *, LPOVERLAPPED overlapped) {
    return wsplab_fwx_told(
        wsplab_fwx_this_module.files->Read(wsplab_fwx_token(file), (uintptr_t)buffer, length, (uintptr_t)overlapped));
}

inline BOOL WriteFile(HANDLE file, LPCVOID buffer, DWORD length, DWORD *, LPOVERLAPPED overlapped) {
    return wsplab_fwx_told(
        wsplab_fwx_this_module.files->Write(wsplab_fwx_token(file), (uintptr_t)buffer, length, (uintptr_t)overlapped));
}

/* What a fault plan holds back; its callback comes with ERROR_OPERATION_ABORTED. ERROR_NOT_FOUND: there is nothing. */
inline BOOL CancelIoEx(HANDLE file, LPOVERLAPPED overlapped) {
    return wsplab_fwx_told(wsplab_fwx_this_module.files->Cancel(wsplab_fwx_token(file), (uintptr_t)overlapped));
}

inline BOOL SetFileCompletionNotificationModes(HANDLE file, UCHAR flags) {
    return wsplab_fwx_told(wsplab_fwx_this_module.files->SetModes(wsplab_fwx_token(file), flags));
}

inline BOOL CloseHandle(HANDLE file) {
    return wsplab_fwx_told(wsplab_fwx_this_module.files->Close(wsplab_fwx_token(file)));
}

#endif
