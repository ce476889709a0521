/* layer.c - a layer's start and end. */
#include "layer.h"
#include "faults.h"

static SRWLOCK starting = SRWLOCK_INIT; /* starts and ends, one after the other */
static LONG started;

/* Whatever is pending fails silently, and nothing of it is left (WSP-CLEAN-2 to WSP-CLEAN-5). */
static void end_all(void) {
    sockets_begin_close_all(NULL);
    chain_cleanup();
    layer_stop();
    sockets_close_all();
    chain_free();
}

/* 2.2 is all that this layer speaks: a higher request gets it, a lower one is refused (WSP-START-3 to WSP-START-5). */
static BOOL speaks(WORD version) {
    return LOBYTE(version) > 2 || (LOBYTE(version) == 2 && HIBYTE(version) >= 2);
}

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE given,
                      LPWSPPROC_TABLE table) {
    WSAPROTOCOL_INFOW lower_info;
    DWORD entry;
    int error = 0;
    if (!SPEAKS(version)) {
        return WSAVERNOTSUPPORTED;
    }
    if (data == NULL || table == NULL || info == NULL) {
        return WSAEFAULT;
    }
    AcquireSRWLockExclusive(&starting);
    sockets_started(&given);
    if (started == 0 && chain_below(info, &lower_info, &entry, &error) == NULL) {
        end_all();
    } else {
        started++;
    }
    ReleaseSRWLockExclusive(&starting);
    if (error != 0) {
        return error;
    }
    memset(data, 0, sizeof(*data));
    data->wVersion = MAKEWORD(2, 2);
    data->wHighVersion = MAKEWORD(2, 2);
    lstrcpynW(data->szDescription, L"layer.c", WSPDESCRIPTION_LEN + 1);
    layer_fill(table);
    layer_change(table);
    return 0;
}

#if defined(FAULT_COMPLETES_WHEN_LOADED)
static void too_early(void) {
    static WSAOVERLAPPED structure;
    int ignored;
    WPUCompleteOverlappedRequest((SOCKET)0x10, &structure, 0, 1, &ignored);
}

#if defined(_WIN32)
BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved) {
    (void)module;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        too_early();
    }
    return TRUE;
}
#else
__attribute__((constructor)) static void loaded(void) {
    too_early();
}
#endif
#endif

int WSPAPI layer_cleanup(LPINT error_out) {
    int result = 0;
    AcquireSRWLockExclusive(&starting);
    if (started == 0) {
        result = overlapped_fail(error_out, WSANOTINITIALISED);
    } else if (--started == 0) {
        BEFORE_THE_END(&starting);
        end_all();
    }
    ReleaseSRWLockExclusive(&starting);
    return result;
}
