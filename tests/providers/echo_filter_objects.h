/* echo_filter_objects.h - what objects of echo_filter.cpp have in common, and its own buffer. Included once. */
#ifndef WSPLAB_ECHO_FILTER_OBJECTS_H
#define WSPLAB_ECHO_FILTER_OBJECTS_H

#include "wspfwext.h"

#include <atomic>
#include <cstring>

static const DWORD ROOM = 1024;

static std::atomic<int> live_objects{0};

// References, for all objects here.
template <class Interface> class Counted : public Interface {
  public:
    Counted() {
        live_objects++;
    }

    virtual ~Counted() {
        live_objects--;
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

  protected:
    HRESULT Answer(void *self, bool known, void **out) {
        if (out == nullptr)
            return E_POINTER;
        *out = known ? self : nullptr;
        if (!known)
            return E_NOINTERFACE;
        AddRef();
        return S_OK;
    }

  private:
    std::atomic<ULONG> references{1};
};

// A buffer of the filter's own, which the service must take as well.
class OwnBuffer : public Counted<IFWXIOBuffer> {
  public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        return Answer(static_cast<IFWXIOBuffer *>(this), riid == IID_IUnknown || riid == IID_IFWXIOBuffer, out);
    }

    HRESULT STDMETHODCALLTYPE GetBufferAndSize(BYTE **buffer, DWORD *used) override {
        *buffer = bytes;
        *used = size;
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE SetDataSize(DWORD used) override {
        if (used > sizeof bytes)
            return E_INVALIDARG;
        size = used;
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE ReadAt(ULONG, void *, ULONG, ULONG *) override {
        return E_NOTIMPL;
    }

    HRESULT STDMETHODCALLTYPE SendToBuffer(IFWXIOBuffer *, ULONG, ULONG, ULONG *) override {
        return E_NOTIMPL;
    }

    HRESULT STDMETHODCALLTYPE Append(void const *from, ULONG count, ULONG *written) override {
        ULONG fits = count < sizeof bytes - size ? count : (ULONG)(sizeof bytes - size);
        std::memcpy(bytes + size, from, fits);
        size += fits;
        *written = fits;
        return fits == count ? S_OK : FWX_E_BUFFERFULL;
    }

    HRESULT STDMETHODCALLTYPE GetBufferSizes(LPDWORD room, LPDWORD used) override {
        *room = sizeof bytes;
        *used = size;
        return S_OK;
    }

  private:
    DWORD size = 0;
    BYTE bytes[ROOM] = {};
};

#endif
