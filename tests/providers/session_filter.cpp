/*
 * session_filter.cpp - an application filter with all three of its objects: the filter, which reads its list of hosts by
 * overlapped I/O when it starts, the session filter, which is told of events, and the data filter, which it attaches to
 * each connection and which passes on what the inner side sends. SessionFilterPath and SessionFilterValue stand for its
 * user interface.
 */
#include "echo_filter_objects.h"
#include "filter_factory.h"

// {B1F0C7D4-52A6-4E0E-8F5B-0C6B1D2E9A37}
static const CLSID CLSID_SessionFilter = {0xB1F0C7D4, 0x52A6, 0x4E0E, {0x8F, 0x5B, 0x0C, 0x6B, 0x1D, 0x2E, 0x9A, 0x37}};

static WCHAR path[1024];
static std::atomic<int> bytes_read{0};
static std::atomic<int> at_once{0}; // reads that ended in the call
static std::atomic<int> last_error{-1};
static std::atomic<int> attached{0};

static const DWORD ALL_EVENTS = fwx_Connect_Tcp | fwx_AcceptedConnection | fwx_ConnectionTerminating;

// Takes what comes from inside, and sends it to the outside.
class DataFilter : public Counted<IFWXDataFilter>, public IFWXIOCompletion {
  public:
    ~DataFilter() override {
        Forget();
    }

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        if (riid == IID_IFWXIOCompletion)
            return Answer(static_cast<IFWXIOCompletion *>(this), true, out);
        return Answer(static_cast<IFWXDataFilter *>(this), riid == IID_IUnknown || riid == IID_IFWXDataFilter, out);
    }

    ULONG STDMETHODCALLTYPE AddRef() override {
        return Counted<IFWXDataFilter>::AddRef();
    }

    ULONG STDMETHODCALLTYPE Release() override {
        return Counted<IFWXDataFilter>::Release();
    }

    HRESULT STDMETHODCALLTYPE SetSockets(IFWXSocket *internal, IFWXSocket *external, IFWXConnection *,
                                         IUnknown *) override {
        inner = internal;
        outer = external;
        inner->AddRef();
        if (outer != nullptr) // none for a connection that is emulated
            outer->AddRef();
        return inner->Recv(nullptr, this, 0);
    }

    HRESULT STDMETHODCALLTYPE Detach() override {
        Forget();
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE CompleteAsyncIO(BOOL success, DWORD, IFWXIOBuffer *buffer, UserContextType, LPSOCKADDR,
                                              INT) override {
        if (success && outer != nullptr && SUCCEEDED(outer->Send(buffer, nullptr, 0)))
            inner->Recv(nullptr, this, 0);
        return S_OK;
    }

  private:
    void Forget() {
        if (inner != nullptr)
            inner->Release();
        if (outer != nullptr)
            outer->Release();
        inner = outer = nullptr;
    }

    IFWXSocket *inner = nullptr;
    IFWXSocket *outer = nullptr;
};

class SessionFilter : public Counted<IFWXSessionFilter> {
  public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        return Answer(static_cast<IFWXSessionFilter *>(this), riid == IID_IUnknown || riid == IID_IFWXSessionFilter,
                      out);
    }

    HRESULT STDMETHODCALLTYPE FirewallEventHandler(const FwxFirewallEvent *event) override {
        switch (event->EventType) {
        case fwx_Connect_Tcp:
            return Attach(event->Parameters.Connect.piConnection, event->Parameters.Connect.FilterAccess);
        case fwx_AcceptedConnection:
            return Attach(event->Parameters.Accept.piConnectionAccepted, event->Parameters.Accept.FilterAccess);
        default:
            return S_OK;
        }
    }

    HRESULT STDMETHODCALLTYPE Detach() override {
        return S_OK;
    }

  private:
    static HRESULT Attach(IFWXConnection *connection, FwxFilterAccess access) {
        if (access == FWX_DENY)
            return connection->Deny(0);
        DataFilter *filter = new (std::nothrow) DataFilter;
        if (filter == nullptr)
            return E_OUTOFMEMORY;
        HRESULT hr = connection->AttachDataFilter(filter, fwx_dfpc_Middle, nullptr);
        filter->Release(); // the connection has a reference of its own
        if (SUCCEEDED(hr))
            attached++;
        return hr;
    }
};

class Filter : public Counted<IFWXFilter>, public IFWXExternalIOCompletion {
  public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        if (riid == IID_IFWXExternalIOCompletion)
            return Answer(static_cast<IFWXExternalIOCompletion *>(this), true, out);
        return Answer(static_cast<IFWXFilter *>(this), riid == IID_IUnknown || riid == IID_IFWXFilter, out);
    }

    ULONG STDMETHODCALLTYPE AddRef() override {
        return Counted<IFWXFilter>::AddRef();
    }

    ULONG STDMETHODCALLTYPE Release() override {
        return Counted<IFWXFilter>::Release();
    }

    HRESULT STDMETHODCALLTYPE FilterInit(IFWXFirewall *firewall, FwxFilterHookEvents *events) override {
        events->dwGlobalEvents = ALL_EVENTS;
        bytes_read = at_once = attached = 0;
        last_error = -1;
        file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
        if (file == INVALID_HANDLE_VALUE)
            return HRESULT_FROM_WIN32(GetLastError());
        HRESULT hr = firewall->HookToCompletionPort((HANDLE_PTR)file);
        if (SUCCEEDED(hr))
            hr = firewall->CreateOverlapped(&overlapped);
        if (SUCCEEDED(hr))
            hr = overlapped->SetNotificationInterface(this, 1);
        if (SUCCEEDED(hr) && !SetFileCompletionNotificationModes(file, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
            hr = HRESULT_FROM_WIN32(GetLastError());
        if (FAILED(hr))
            End(0);
        else
            Read();
        return hr;
    }

    // What it still waits for need not come.
    HRESULT STDMETHODCALLTYPE FilterShutdown() override {
        if (last_error == -1)
            CancelIoEx(file, record);
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE AttachToSession(IFWXSession *, IFWXSessionFilter **out,
                                              PFwxFilterHookEvents events) override {
        if (out == nullptr || events == nullptr)
            return E_POINTER;
        events->dwGlobalEvents |= ALL_EVENTS;
        *out = new (std::nothrow) SessionFilter;
        return *out == nullptr ? E_OUTOFMEMORY : S_OK;
    }

    HRESULT STDMETHODCALLTYPE CompleteAsyncIO(BOOL success, DWORD bytes, DWORD error, IFWXOverlapped *,
                                              UserContextType) override {
        if (success) {
            bytes_read += (int)bytes;
            Read();
        } else
            End(error);
        return S_OK;
    }

  private:
    // With the mode that it has set, TRUE means that no callback comes: what was read counts here.
    void Read() {
        for (;;) {
            overlapped->GetOverlapped(&record);
            record->Offset = (DWORD)bytes_read;
            record->OffsetHigh = 0;
            if (!ReadFile(file, buffer, sizeof buffer, nullptr, record)) {
                if (GetLastError() != ERROR_IO_PENDING)
                    End(GetLastError());
                return;
            }
            at_once++;
            bytes_read += (int)record->InternalHigh;
        }
    }

    void End(DWORD error) {
        CloseHandle(file);
        if (overlapped != nullptr)
            overlapped->Release();
        overlapped = nullptr;
        last_error = (int)error; // last: who sees it may stop the service
    }

    HANDLE file = INVALID_HANDLE_VALUE;
    IFWXOverlapped *overlapped = nullptr;
    LPOVERLAPPED record = nullptr;
    char buffer[1000];
};

STDAPI DllGetClassObject(REFCLSID clsid, REFIID riid, void **out) {
    return get_class_object<Filter>(CLSID_SessionFilter, clsid, riid, out);
}

/* The file that it reads when it starts. */
EXPORT void SessionFilterPath(const WCHAR *name) {
    size_t i = 0;
    for (; name[i] != 0 && i + 1 < sizeof path / sizeof path[0]; i++)
        path[i] = name[i];
    path[i] = 0;
}

/*
 * What tests look at: 0 objects that live, 1 bytes read, 2 reads that ended in the call, 3 the error that ended the
 * reading, -1 before, 4 data filters attached.
 */
EXPORT int SessionFilterValue(int which) {
    switch (which) {
    case 0:
        return live_objects;
    case 1:
        return bytes_read;
    case 2:
        return at_once;
    case 3:
        return last_error;
    default:
        return attached;
    }
}
