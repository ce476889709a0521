/*
 * echo_filter.cpp - an application filter that serves connections with the firewall service's sockets and buffers: each
 * one is greeted, and what it sends comes back. The first receive of a connection takes the buffer that the service
 * supplies, the others bring one of the service's or one that the filter has implemented itself, in turn. When a peer has
 * ended, a task of the service's looks up its name, which blocks.
 */
#include "echo_filter_objects.h"
#include "filter_factory.h"

// {5E1B6F30-8C55-4B0C-9D0B-3B4F0C7A9E22}
static const CLSID CLSID_EchoFilter = {0x5E1B6F30, 0x8C55, 0x4B0C, {0x9D, 0x0B, 0x3B, 0x4F, 0x0C, 0x7A, 0x9E, 0x22}};

static const UserContextType RECEIVED = 1;
static const UserContextType SENT = 2;
static const UserContextType LOOKUP = -0x123456789ABCDEF;
static BYTE greeting[] = "<hello>"; // constant: without the brackets it is sent

static std::atomic<int> port{0};
static std::atomic<int> connections{0};
static std::atomic<int> echoed{0};       // bytes whose send has ended
static std::atomic<int> last_error{0};   // of a receive that failed
static std::atomic<int> broken_calls{0}; // that did not give what they should
static std::atomic<int> looked_up{0};    // peers that have ended
static std::atomic<void (*)()> lookup{nullptr};

static void Expect(bool so) {
    if (!so)
        broken_calls++;
}

// Looks up who a peer was, on a worker of the service, which the section lets have another one meanwhile.
class LookupTask : public Counted<IFWXTaskCompletion> {
  public:
    explicit LookupTask(IFWXFirewall *service) : firewall(service) {
        firewall->AddRef();
    }

    ~LookupTask() override {
        firewall->Release();
    }

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        return Answer(static_cast<IFWXTaskCompletion *>(this), riid == IID_IUnknown || riid == IID_IFWXTaskCompletion,
                      out);
    }

    HRESULT STDMETHODCALLTYPE CompleteTask(UserContextType what) override {
        Expect(what == LOOKUP);
        HRESULT hr = firewall->StartHeavyBlockingOperation();
        if (hr == FWX_E_TERMINATING)
            return S_OK; // it has begun to stop: nobody wants the name, and no End is owed
        Expect(hr == S_OK);
        Resolve();
        Expect(firewall->EndHeavyBlockingOperation() == S_OK);
        Expect(firewall->EndHeavyBlockingOperation() == FWX_E_NOT_IN_BLOCKING_OP); // FWX-64
        looked_up++;
        return S_OK;
    }

  private:
    // A library's function, which knows nothing of its caller's section: both are ended (FWX-63).
    void Resolve() {
        void (*blocks)() = lookup;
        Expect(firewall->StartHeavyBlockingOperation() == FWX_E_ALREADY_IN_BLOCKING_OP);
        if (blocks != nullptr)
            blocks();
        Expect(firewall->EndHeavyBlockingOperation() == S_OK);
    }

    IFWXFirewall *firewall;
};

// One accepted connection; it lives until its last callback.
class Connection : public Counted<IFWXIOCompletion> {
  public:
    Connection(IFWXFirewall *service, IFWXNetworkSocket *accepted) : firewall(service), socket(accepted) {
        firewall->AddRef();
        socket->AddRef();
    }

    ~Connection() override {
        socket->Release();
        firewall->Release();
    }

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        return Answer(static_cast<IFWXIOCompletion *>(this), riid == IID_IUnknown || riid == IID_IFWXIOCompletion, out);
    }

    void Begin() {
        Greet();
        Receive(nullptr);
    }

    HRESULT STDMETHODCALLTYPE CompleteAsyncIO(BOOL success, DWORD error, IFWXIOBuffer *buffer, UserContextType what,
                                              LPSOCKADDR address, INT length) override {
        Expect(address == nullptr && length == 0); // TCP
        if (what == SENT) {
            Expect(buffer == nullptr);
            if (success)
                echoed += sending;
            NextReceive();
            return S_OK;
        }
        BYTE *bytes = nullptr;
        DWORD size = 0;
        if (!success)
            last_error = (int)error;
        else
            Expect(buffer != nullptr && buffer->GetBufferAndSize(&bytes, &size) == S_OK);
        if (!success || size == 0) {
            socket->Close(FALSE); // the peer has ended
            if (success)
                LookUp();
            return S_OK;
        }
        sending = (int)size;
        if (FAILED(socket->Send(buffer, this, SENT)))
            socket->Close(TRUE);
        return S_OK;
    }

  private:
    // A window of a constant buffer; nobody needs to hear of its end.
    void Greet() {
        IFWXIOBuffer *all = nullptr;
        IFWXIOBuffer *inner = nullptr;
        Expect(firewall->CreateConstBuffer(greeting, sizeof greeting - 1, &all) == S_OK);
        Expect(firewall->CreateWindowBuffer(all, 1, sizeof greeting - 3, &inner) == S_OK);
        all->Release(); // the window keeps it
        Expect(socket->Send(inner, nullptr, 0) == S_OK);
        inner->Release();
    }

    // The service refuses it when it has begun to stop: then nobody wants to know.
    void LookUp() {
        void *second = nullptr;
        Expect(firewall->QueryInterface(IID_IFWXFirewall2, &second) == S_OK);
        LookupTask *task = new (std::nothrow) LookupTask(firewall);
        if (task != nullptr) {
            HRESULT hr = static_cast<IFWXFirewall2 *>(second)->PostTaskCompletion(task, LOOKUP);
            Expect(hr == S_OK || hr == FWX_E_TERMINATING);
            task->Release(); // the service has a reference of its own
        }
        static_cast<IFWXFirewall2 *>(second)->Release();
    }

    void NextReceive() {
        IFWXIOBuffer *room = nullptr;
        if (++receives % 2 == 0)
            room = new (std::nothrow) OwnBuffer;
        else
            Expect(firewall->CreateBuffer(ROOM, &room) == S_OK);
        Receive(room);
        if (room != nullptr)
            room->Release(); // the call has a reference of its own
    }

    void Receive(IFWXIOBuffer *room) {
        if (FAILED(socket->Recv(room, this, RECEIVED)))
            socket->Close(TRUE);
    }

    IFWXFirewall *firewall;
    IFWXNetworkSocket *socket;
    int sending = 0;
    int receives = 0;
};

class EchoFilter : public Counted<IFWXFilter>, public IFWXAcceptCompletion {
  public:
    ~EchoFilter() override {
        if (listener != nullptr)
            listener->Release();
        if (firewall != nullptr)
            firewall->Release();
    }

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        if (riid == IID_IFWXAcceptCompletion)
            return Answer(static_cast<IFWXAcceptCompletion *>(this), true, out);
        return Answer(static_cast<IFWXFilter *>(this), riid == IID_IUnknown || riid == IID_IFWXFilter, out);
    }

    ULONG STDMETHODCALLTYPE AddRef() override {
        return Counted<IFWXFilter>::AddRef();
    }

    ULONG STDMETHODCALLTYPE Release() override {
        return Counted<IFWXFilter>::Release();
    }

    HRESULT STDMETHODCALLTYPE FilterInit(IFWXFirewall *service, FwxFilterHookEvents *events) override {
        events->dwGlobalEvents = 0;
        connections = echoed = last_error = broken_calls = looked_up = 0; // of this start
        IFWXOverlapped *none = nullptr;
        Expect(service->CreateOverlapped(nullptr) == E_POINTER);
        Expect(service->CreateOverlapped(&none) == S_OK && none->GetOverlapped(nullptr) == E_POINTER);
        none->Release();
        HRESULT hr = service->CreateNetworkSocket(FWX_PROTOCOL_TCP, &listener);
        if (FAILED(hr))
            return hr;
        SOCKADDR_IN name = {};
        name.sin_family = AF_INET;
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        INT length = sizeof name;
        hr = listener->Bind((LPSOCKADDR)&name, sizeof name, nullptr);
        if (SUCCEEDED(hr))
            hr = listener->Listen(5);
        if (SUCCEEDED(hr))
            hr = listener->GetSockName((LPSOCKADDR)&name, &length);
        if (SUCCEEDED(hr)) {
            port = ntohs((u_short)name.sin_port);
            firewall = service;
            firewall->AddRef();
            hr = listener->Accept(this, 7);
        }
        return hr;
    }

    // A callback may be running: what it uses goes with the last reference.
    HRESULT STDMETHODCALLTYPE FilterShutdown() override {
        if (listener != nullptr)
            listener->Close(FALSE);
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE AttachToSession(IFWXSession *, IFWXSessionFilter **, PFwxFilterHookEvents) override {
        return E_NOTIMPL;
    }

    HRESULT STDMETHODCALLTYPE CompleteAsyncAccept(BOOL success, DWORD error, IFWXNetworkSocket *listening,
                                                  IFWXNetworkSocket *accepted, LPSOCKADDR remote, DWORD remote_length,
                                                  LPSOCKADDR local, DWORD local_length, UserContextType what) override {
        Expect(what == 7);
        if (!success) {
            last_error = (int)error;
            return S_OK;
        }
        Expect(remote_length == sizeof(SOCKADDR_IN) && local_length == sizeof(SOCKADDR_IN));
        Expect(((SOCKADDR_IN *)remote)->sin_family == AF_INET);
        Expect(ntohs((u_short)((SOCKADDR_IN *)local)->sin_port) == port);
        SOCKADDR_IN peer = {};
        INT length = sizeof peer;
        Expect(accepted->GetPeerName((LPSOCKADDR)&peer, &length) == S_OK);
        Expect(peer.sin_port == ((SOCKADDR_IN *)remote)->sin_port);
        connections++;
        Connection *connection = new (std::nothrow) Connection(firewall, accepted);
        if (connection != nullptr) {
            connection->Begin();
            connection->Release(); // its calls hold it
        }
        listening->Accept(this, 7);
        return S_OK;
    }

  private:
    IFWXFirewall *firewall = nullptr;
    IFWXNetworkSocket *listener = nullptr;
};

STDAPI DllGetClassObject(REFCLSID clsid, REFIID riid, void **out) {
    return get_class_object<EchoFilter>(CLSID_EchoFilter, clsid, riid, out);
}

/* What a lookup calls, which may block; NULL for nothing. */
EXPORT void EchoFilterLookup(void (*blocks)()) {
    lookup = blocks;
}

/*
 * What tests look at: 0 objects that live, 1 the port, 2 connections, 3 bytes echoed, 4 last error, 5 broken calls,
 * 6 lookups that have ended.
 */
EXPORT int EchoFilterValue(int which) {
    switch (which) {
    case 0:
        return live_objects;
    case 1:
        return port;
    case 2:
        return connections;
    case 3:
        return echoed;
    case 4:
        return last_error;
    case 5:
        return broken_calls;
    default:
        return looked_up;
    }
}
