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
typedef uint8_t BYTE;
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

inline BOOL ReadFile(HANDLE file, LPVOID buffer, DWORD length, DWORD *, LPOVERLAPPED overlapped) {
    return wsplab_fwx_told(
        wsplab_fwx_this_module.files->Read(wsplab_fwx_token(file), (uintptr_t)buffer, length, (uintptr_t)overlapped));
}

inline BOOL WriteFile(HANDLE file, LPCVOID buffer, DWORD length, DWORD *, LPOVERLAPPED overlapped) {
    return wsplab_fwx_told(
        wsplab_fwx_this_module.files->Write(wsplab_fwx_token(file), (uintptr_t)buffer, length, (uintptr_t)overlapped));
}

inline BOOL CloseHandle(HANDLE file) {
    return wsplab_fwx_told(wsplab_fwx_this_module.files->Close(wsplab_fwx_token(file)));
}

#endif
