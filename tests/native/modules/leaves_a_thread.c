/* leaves_a_thread.c - a part of the sample layer, built with LAYER_CHANGES: a thread that no WSPCleanup ends. */
#include "../../providers/layer.h"

static LONG left;

static DWORD WINAPI stay(LPVOID ignored) {
    (void)ignored;
    Sleep(INFINITE);
    return 0;
}

void layer_change(WSPPROC_TABLE *table) {
    (void)table;
    if (InterlockedExchange(&left, TRUE) == FALSE) {
        HANDLE thread = CreateThread(NULL, 0, stay, NULL, 0, NULL);
        if (thread != NULL) {
            CloseHandle(thread);
        }
    }
}
