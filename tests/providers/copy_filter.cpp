/*
 * copy_filter.cpp - an application filter that copies a file by overlapped I/O on the firewall service's port, written as
 * one for Forefront TMG would be: a COM class, made by DllGetClassObject, that reads and writes with one overlapped
 * object, step by step, inside its completion method. CopyFilterPaths and CopyFilterResult stand for its user interface.
 */
#include "filter_factory.h"

#include <atomic>

// {7D0A6C7E-3B1E-4C0B-9C52-5A6E2B7F4D11}
static const CLSID CLSID_CopyFilter = {0x7D0A6C7E, 0x3B1E, 0x4C0B, {0x9C, 0x52, 0x5A, 0x6E, 0x2B, 0x7F, 0x4D, 0x11}};

static char source_path[1024];
static char target_path[1024];
static int step = 64 * 1024;
static std::atomic<int> result{-1}; // -1 running, 0 done, else a Win32 error
static std::atomic<int> live_objects{0};

static const int BUFFER_SIZE = 256 * 1024;
static const int TRIES = 100; // of one step, while the disk says no

class CopyFilter : public IFWXFilter, public IFWXExternalIOCompletion {
  public:
    CopyFilter() {
        live_objects++;
    }

    virtual ~CopyFilter() {
        live_objects--;
    }

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        if (out == nullptr)
            return E_POINTER;
        if (riid == IID_IUnknown || riid == IID_IFWXFilter)
            *out = static_cast<IFWXFilter *>(this);
        else if (riid == IID_IFWXExternalIOCompletion)
            *out = static_cast<IFWXExternalIOCompletion *>(this);
        else {
            *out = nullptr;
            return E_NOINTERFACE;
        }
        AddRef();
        return S_OK;
    }

    ULONG STDMETHODCALLTYPE AddRef() override {
        return ++references;
    }

    ULONG STDMETHODCALLTYPE Release() override {
        ULONG left = --references;
        if (left == 0)
            delete this;
        return left;
    }

    HRESULT STDMETHODCALLTYPE FilterInit(IFWXFirewall *service, FwxFilterHookEvents *events) override {
        events->dwGlobalEvents = 0;
        void *second = nullptr;
        HRESULT hr = service->QueryInterface(IID_IFWXFirewall2, &second);
        if (FAILED(hr))
            return hr;
        firewall = static_cast<IFWXFirewall2 *>(second); // with a reference
        source = CreateFileA(source_path, GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, FILE_FLAG_OVERLAPPED,
                             nullptr);
        target = CreateFileA(target_path, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS, FILE_FLAG_OVERLAPPED,
                             nullptr);
        if (source == INVALID_HANDLE_VALUE || target == INVALID_HANDLE_VALUE)
            return Fail(E_FAIL);
        hr = firewall->HookToCompletionPort((HANDLE_PTR)source);
        if (SUCCEEDED(hr))
            hr = firewall->HookToCompletionPort((HANDLE_PTR)target);
        if (SUCCEEDED(hr))
            hr = firewall->CreateOverlapped(&overlapped);
        if (SUCCEEDED(hr))
            hr = overlapped->SetNotificationInterface(this, 4711);
        if (FAILED(hr))
            return Fail(hr);
        Read();
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE FilterShutdown() override {
        if (firewall != nullptr)
            firewall->Release();
        firewall = nullptr;
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE AttachToSession(IFWXSession *, IFWXSessionFilter **, PFwxFilterHookEvents) override {
        return E_NOTIMPL;
    }

    HRESULT STDMETHODCALLTYPE CompleteAsyncIO(BOOL success, DWORD bytes, DWORD error, IFWXOverlapped *mine,
                                              UserContextType data) override {
        if (success)
            tries = 0;
        if (mine != overlapped || data != 4711)
            End(ERROR_INVALID_PARAMETER);
        else if (!success && error == ERROR_IO_DEVICE && ++tries < TRIES)
            Again(); // the disk said no: once more
        else if (!success)
            End(reading && error == ERROR_HANDLE_EOF ? ERROR_SUCCESS : error);
        else if (reading) {
            have = bytes;
            written = 0;
            Write();
        } else {
            written += bytes;
            if (written < have)
                Write();
            else {
                position += have;
                Read();
            }
        }
#ifdef FAULT_THROWS
        if (overlapped == nullptr)
            throw 42; // FWX-27: nobody above it catches
#endif
#ifdef FAULT_FAILS
        return E_FAIL; // FWX-26: the service can do nothing with it
#else
        return S_OK; // errors end here
#endif
    }

  private:
    // The record, with a 64-bit position.
    LPOVERLAPPED At(unsigned long long where) {
        LPOVERLAPPED record = nullptr;
        overlapped->GetOverlapped(&record);
        record->Offset = (DWORD)where;
        record->OffsetHigh = (DWORD)(where >> 32);
        return record;
    }

    void Read() {
        reading = true;
        Again();
    }

    void Write() {
        reading = false;
        Again();
    }

    // TRUE and ERROR_IO_PENDING alike: the callback comes, and may have come already.
    void Again() {
        DWORD error = Issue();
        while (error == ERROR_IO_DEVICE && ++tries < TRIES)
            error = Issue();
        if (error != ERROR_SUCCESS && error != ERROR_IO_PENDING)
            End(reading && error == ERROR_HANDLE_EOF ? ERROR_SUCCESS : error);
    }

    DWORD Issue() {
        BOOL finished = reading ? ReadFile(source, buffer, (DWORD)step, nullptr, At(position))
                                : WriteFile(target, buffer + written, have - written, nullptr, At(position + written));
#ifdef FAULT_RELEASES
        if (!reading && position == 0 && written == 0) { // FWX-71: the reference is that of the I/O
            overlapped->AddRef();
            overlapped->Release();
            overlapped->Release();
        }
#endif
        return finished ? ERROR_SUCCESS : GetLastError();
    }

    // What FilterInit had made: after a failure nobody calls FilterShutdown.
    HRESULT Fail(HRESULT hr) {
        if (source != INVALID_HANDLE_VALUE)
            CloseHandle(source);
        if (target != INVALID_HANDLE_VALUE)
            CloseHandle(target);
        if (overlapped != nullptr)
            overlapped->Release();
        overlapped = nullptr;
        FilterShutdown();
        return hr;
    }

    void End(DWORD error) {
        CloseHandle(source);
        CloseHandle(target);
        IFWXOverlapped *done = overlapped;
        overlapped = nullptr;
        if (done != nullptr)
            done->Release(); // the reference of CreateOverlapped; the service's own ends with the callback
        result = (int)error; // last: who sees it may stop the service
    }

    std::atomic<ULONG> references{1};
    IFWXFirewall2 *firewall = nullptr;
    IFWXOverlapped *overlapped = nullptr;
    HANDLE source = INVALID_HANDLE_VALUE;
    HANDLE target = INVALID_HANDLE_VALUE;
    unsigned long long position = 0;
    DWORD have = 0;
    DWORD written = 0;
    int tries = 0; // that the step under way has failed
    bool reading = false;
    char buffer[BUFFER_SIZE];
};

STDAPI DllGetClassObject(REFCLSID clsid, REFIID riid, void **out) {
    return get_class_object<CopyFilter>(CLSID_CopyFilter, clsid, riid, out);
}

/* Which files it copies, and how much at a time. */
EXPORT void CopyFilterPaths(const char *from, const char *to, int bytes_at_a_time) {
    auto copy = [](char *out, const char *in, size_t room) {
        size_t i = 0;
        for (; i + 1 < room && in[i] != 0; i++)
            out[i] = in[i];
        out[i] = 0;
    };
    copy(source_path, from, sizeof source_path);
    copy(target_path, to, sizeof target_path);
    step = bytes_at_a_time < BUFFER_SIZE ? bytes_at_a_time : BUFFER_SIZE;
    result = -1;
}

/* -1 while it runs, 0 when it is done, else the Win32 error. */
EXPORT int CopyFilterResult() {
    return result;
}

EXPORT int CopyFilterObjects() {
    return live_objects;
}
