/* filter_factory.h - how a filter's DLL is asked for its filter: a class factory that makes one with new. */
#ifndef WSPLAB_FILTER_FACTORY_H
#define WSPLAB_FILTER_FACTORY_H

#include "wspfwext.h"

#include <new>

#if defined(_WIN32)
#define EXPORT extern "C" __declspec(dllexport)
#else
#define EXPORT extern "C" __attribute__((visibility("default")))
#endif

template <class Filter> class FilterFactory : public IClassFactory {
  public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        if (out == nullptr)
            return E_POINTER;
        *out = riid == IID_IUnknown || riid == IID_IClassFactory ? static_cast<IClassFactory *>(this) : nullptr;
        return *out == nullptr ? E_NOINTERFACE : S_OK;
    }

    ULONG STDMETHODCALLTYPE AddRef() override {
        return 2; // static: never goes
    }

    ULONG STDMETHODCALLTYPE Release() override {
        return 1;
    }

    HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown *outer, REFIID riid, void **out) override {
        if (out == nullptr)
            return E_POINTER;
        *out = nullptr;
        if (outer != nullptr)
            return CLASS_E_NOAGGREGATION;
        Filter *filter = new (std::nothrow) Filter;
        if (filter == nullptr)
            return E_OUTOFMEMORY;
        HRESULT hr = filter->QueryInterface(riid, out);
        filter->Release();
        return hr;
    }

    HRESULT STDMETHODCALLTYPE LockServer(BOOL) override {
        return S_OK;
    }
};

/* What DllGetClassObject of a module with one filter does. */
template <class Filter> HRESULT get_class_object(REFCLSID wanted, REFCLSID clsid, REFIID riid, void **out) {
    static FilterFactory<Filter> factory;
    if (out == nullptr)
        return E_POINTER;
    *out = nullptr;
    return clsid == wanted ? factory.QueryInterface(riid, out) : CLASS_E_CLASSNOTAVAILABLE;
}

#endif
