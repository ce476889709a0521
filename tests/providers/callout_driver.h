/*
 * callout_driver.h - what the two callout drivers of the tests have in common: the device, the engine and the injection
 * handle, which live from DriverEntry to the unload, and a callout with its filter, which live between two calls of a test.
 *
 * INITGUID stands before it where GUIDs are defined.
 */
#ifndef CALLOUT_DRIVER_H
#define CALLOUT_DRIVER_H

#include <guiddef.h>

#include <fwpmk.h>
#include <fwpsk.h>

struct callout_driver {
    PDEVICE_OBJECT device;
    HANDLE engine;
    HANDLE injection;
    UINT32 callout;
    UINT64 filter;
};

static inline NTSTATUS callout_driver_begin(struct callout_driver *it, PDRIVER_OBJECT driver, PDRIVER_UNLOAD unload) {
    driver->DriverUnload = unload;
    NTSTATUS status = IoCreateDevice(driver, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &it->device);
    if (NT_SUCCESS(status))
        status = FwpmEngineOpen(NULL, RPC_C_AUTHN_WINNT, NULL, NULL, &it->engine);
    return NT_SUCCESS(status) ? FwpsInjectionHandleCreate(AF_INET, FWPS_INJECTION_TYPE_TRANSPORT, &it->injection)
                              : status;
}

static inline VOID callout_driver_end(struct callout_driver *it) {
    (void)FwpsInjectionHandleDestroy(it->injection);
    (void)FwpmEngineClose(it->engine);
    IoDeleteDevice(it->device);
}

/* Registers a callout and adds it, and a filter that calls it, to a layer. Both ways must give it the same number. */
static inline NTSTATUS callout_start(struct callout_driver *it, const FWPS_CALLOUT *callout, const GUID *layer,
                                     WCHAR *name, FWP_VALUE weight) {
    FWPM_CALLOUT added = {.calloutKey = callout->calloutKey, .displayData = {.name = name}, .applicableLayer = *layer};
    FWPM_FILTER filter = {.displayData = {.name = name},
                          .layerKey = *layer,
                          .weight = weight,
                          .action = {.type = FWP_ACTION_CALLOUT_UNKNOWN, .calloutKey = callout->calloutKey}};
    UINT32 id = 0;
    NTSTATUS status = FwpsCalloutRegister(it->device, callout, &it->callout);
    if (NT_SUCCESS(status))
        status = FwpmCalloutAdd(it->engine, &added, NULL, &id);
    if (NT_SUCCESS(status) && id != it->callout)
        status = STATUS_UNSUCCESSFUL;
    return NT_SUCCESS(status) ? FwpmFilterAdd(it->engine, &filter, NULL, &it->filter) : status;
}

/* Takes both out of the engine; the callout is still to be unregistered, by its number or by its key. */
static inline NTSTATUS callout_remove(const struct callout_driver *it) {
    NTSTATUS status = FwpmFilterDeleteById(it->engine, it->filter);
    return NT_SUCCESS(status) ? FwpmCalloutDeleteById(it->engine, it->callout) : status;
}

#endif
