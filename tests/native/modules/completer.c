/*
 * completer.c - a base provider that does nothing but complete: each overlapped receive ends in a thread of its own that
 * Java has never seen, with as many bytes as the buffers hold. What it does wrong on purpose, a definition says.
 *
 *   FAULT_THROWS        WSPSend throws a C++ exception (thrower.cpp)
 *   FAULT_ENDS_THREAD   WSPSend asks for the end of its thread
 *   FAULT_FAILS         WSPStartup fails with WSASYSNOTREADY
 *   FAULT_NO_TABLE      WSPStartup succeeds and writes no table
 *   FAULT_GAPS          two entries of the table are NULL
 *   FAULT_BLOCKS        WSPCleanup waits for completer_end, which nobody calls by itself
 *   FAULT_STAYS         a thread stays after WSPCleanup and calls back
 *   WITH_HELPER         nothing: WSPSend answers what a library beside it says
 *   CPP_THREADS         with FAULT_STAYS: that thread is a std::thread (threads.cpp)
 *   FAULT_PINNED        it has the system keep it in memory: by a call on Windows, elsewhere its linker has said so
 *   FAULT_BAD_POINTERS  upcalls are given addresses that cannot be read or written
 *   FAULT_PENDS         WSPRecv leaves its receive pending, for the test to complete
 *   FAULT_FAULTS        WSPSend writes to an address that it must not write to
 */
#include <winsock2.h>
#include <ws2spi.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static WSPUPCALLTABLE upcalls;
static DWORD entry_id;

static int refused(LPINT error) {
    *error = WSAEOPNOTSUPP;
    return SOCKET_ERROR;
}

/* ---- threads --------------------------------------------------------------------------------------------------------- */

/* Starts a thread that nobody waits for; on Windows by the system's own call, without a library in between. */
#if defined(_WIN32)
struct start {
    void *(*routine)(void *);
    void *argument;
};

static DWORD WINAPI run(void *memory) {
    struct start start = *(struct start *)memory;
    free(memory);
    start.routine(start.argument);
    return 0;
}

static bool start_thread(void *(*routine)(void *), void *argument) {
    struct start *start = malloc(sizeof *start);
    if (start == NULL)
        return false;
    *start = (struct start){.routine = routine, .argument = argument};
    HANDLE thread = CreateThread(NULL, 0, run, start, 0, NULL);
    if (thread == NULL) {
        free(start);
        return false;
    }
    CloseHandle(thread);
    return true;
}
#else
static bool start_thread(void *(*routine)(void *), void *argument) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, routine, argument) != 0)
        return false;
    pthread_detach(thread);
    return true;
}
#endif

/* ---- receives --------------------------------------------------------------------------------------------------------- */

#if defined(FAULT_PENDS)
static const bool completes = false;
#else
static const bool completes = true;
#endif

struct request {
    SOCKET socket;
    LPWSAOVERLAPPED overlapped;
    DWORD bytes;
};

static void *complete(void *memory) {
    struct request request = *(struct request *)memory;
    int error = 0;
    free(memory);
    request.overlapped->Offset = 0;
    request.overlapped->OffsetHigh = 0;
    WPUCompleteOverlappedRequest(request.socket, request.overlapped, 0, request.bytes, &error);
    return NULL;
}

static int WSPAPI provider_recv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                                LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                                LPWSATHREADID thread, LPINT error) {
    (void)received;
    (void)flags;
    (void)thread;
    if (overlapped == NULL || routine != NULL)
        return refused(error);
    struct request *request = malloc(sizeof *request);
    if (request == NULL) {
        *error = WSAENOBUFS;
        return SOCKET_ERROR;
    }
    *request = (struct request){.socket = s, .overlapped = overlapped};
    for (DWORD i = 0; i < count; i++) {
        memset(buffers[i].buf, 'x', buffers[i].len);
        request->bytes += buffers[i].len;
    }
    overlapped->Internal = WSS_OPERATION_IN_PROGRESS;
    if (!completes) {
        free(request);
    } else if (!start_thread(complete, request)) {
        free(request);
        *error = WSAENOBUFS;
        return SOCKET_ERROR;
    }
    *error = WSA_IO_PENDING;
    return SOCKET_ERROR;
}

/* ---- the faults ------------------------------------------------------------------------------------------------------- */

#if defined(FAULT_THROWS)
void throw_something(void);
#elif defined(WITH_HELPER)
int helper_called(void);
int helper_entries(void);
#endif

static int WSPAPI provider_send(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                                LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                                LPWSATHREADID thread, LPINT error) {
    (void)s;
    (void)flags;
    (void)overlapped;
    (void)routine;
    (void)thread;
    *sent = 0;
    for (DWORD i = 0; i < count; i++)
        *sent += buffers[i].len;
    *error = 0;
#if defined(FAULT_THROWS)
    throw_something();
#elif defined(WITH_HELPER)
    *sent = (DWORD)(helper_entries() * 1000 + helper_called());
#elif defined(FAULT_ENDS_THREAD)
    pthread_exit(NULL);
#elif defined(FAULT_FAULTS)
    *(volatile int *)(uintptr_t)0x10 = 1;
#elif defined(FAULT_BAD_POINTERS)
    GUID *nowhere = (GUID *)(uintptr_t)0x10;
    INT *length = (INT *)(uintptr_t)0x20;
    WCHAR path[4];
    DWORD_PTR *context = (DWORD_PTR *)(uintptr_t)0x30;
    int told = 0, first, second, third;
    INT room = 4;
    upcalls.lpWPUGetProviderPath(nowhere, path, &room, &told);
    first = told;
    upcalls.lpWPUQuerySocketHandleContext(s, context, &told);
    second = told;
    upcalls.lpWPUCloseEvent((WSAEVENT)(uintptr_t)0x40, length); /* lpErrno itself */
    WPUCompleteOverlappedRequest(s, (LPWSAOVERLAPPED)(uintptr_t)0x50, 0, 0, &told);
    third = told;
    if (first != WSAEFAULT || second != WSAEFAULT || third != WSAEFAULT) {
        *error = WSAEINVAL;
        return SOCKET_ERROR;
    }
#endif
    return 0;
}

#if defined(CPP_THREADS)
void start_cpp_thread(void *(*routine)(void *), void *argument);
#endif

#if defined(FAULT_PINNED) && defined(_WIN32)
__attribute__((constructor)) static void pin(void) {
    HMODULE self;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       (LPCWSTR)(const void *)&upcalls, &self);
}
#endif

#if defined(FAULT_STAYS) || defined(FAULT_BLOCKS)
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static BOOL ended;

static void wait_for_the_end(void) {
    pthread_mutex_lock(&lock);
    while (!ended)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}
#endif

#if defined(FAULT_STAYS)
/* After the end it calls once more, and keeps the answer where the test looks for it: the address it was told. */
static void *stay(void *memory) {
    int *answer = memory;
    int error = 0;
    wait_for_the_end();
    upcalls.lpWPUCreateEvent(&error);
    __atomic_store_n(answer, error, __ATOMIC_RELEASE);
    return NULL;
}
#endif

/* ---- the rest --------------------------------------------------------------------------------------------------------- */

static SOCKET WSPAPI provider_socket(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group,
                                     DWORD flags, LPINT error) {
    (void)family;
    (void)type;
    (void)protocol;
    (void)group;
    (void)flags;
    entry_id = info->dwCatalogEntryId;
    return upcalls.lpWPUCreateSocketHandle(entry_id, 7, error);
}

static int WSPAPI provider_close(SOCKET s, LPINT error) {
    return upcalls.lpWPUCloseSocketHandle(s, error);
}

static BOOL WSPAPI provider_result(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD bytes, BOOL wait, LPDWORD flags,
                                   LPINT error) {
    (void)s;
    (void)wait;
    if (overlapped->Internal == WSS_OPERATION_IN_PROGRESS) {
        *error = WSA_IO_INCOMPLETE;
        return FALSE;
    }
    *bytes = (DWORD)overlapped->InternalHigh;
    *flags = 0;
    return TRUE;
}

#if defined(FAULT_STAYS)
/* SO_GROUP_ID is nobody's: its value is where the answer of the late call goes. */
static int WSPAPI provider_set_option(SOCKET s, int level, int name, const char *value, int length, LPINT error) {
    (void)s;
    (void)level;
    int *answer;
    if (name != SO_GROUP_ID || length != (int)sizeof answer)
        return refused(error);
    memcpy(&answer, value, sizeof answer);
#if defined(CPP_THREADS)
    start_cpp_thread(stay, answer);
    return 0;
#else
    return start_thread(stay, answer) ? 0 : refused(error);
#endif
}
#else
static int WSPAPI provider_set_option(SOCKET s, int level, int name, const char *value, int length, LPINT error) {
    (void)s;
    (void)level;
    (void)name;
    (void)value;
    (void)length;
    return refused(error);
}
#endif

static int WSPAPI provider_cleanup(LPINT error) {
    *error = 0;
#if defined(FAULT_BLOCKS)
    wait_for_the_end();
#endif
    return 0;
}

#if defined(FAULT_STAYS) || defined(FAULT_BLOCKS)
__declspec(dllexport) void completer_end(void);

__declspec(dllexport) void completer_end(void) {
    pthread_mutex_lock(&lock);
    ended = TRUE;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}
#endif

/* No test comes here. Every entry has to be something. */
static int WSPAPI not_served(void) {
    return SOCKET_ERROR;
}

static WSPPROC_TABLE whole_table(void) {
    WSPPROC_TABLE table;
    int(WSPAPI * entries[sizeof table / sizeof(void *)])(void);
    for (size_t i = 0; i < sizeof table / sizeof(void *); i++)
        entries[i] = not_served;
    memcpy(&table, entries, sizeof table);
    table.lpWSPRecv = provider_recv;
    table.lpWSPSend = provider_send;
    table.lpWSPSocket = provider_socket;
    table.lpWSPCloseSocket = provider_close;
    table.lpWSPGetOverlappedResult = provider_result;
    table.lpWSPSetSockOpt = provider_set_option;
    table.lpWSPCleanup = provider_cleanup;
    return table;
}

#if defined(FAULT_FAILS)
#define ANSWER WSASYSNOTREADY
#else
#define ANSWER 0
#endif
#if defined(FAULT_NO_TABLE)
#define WRITES_TABLE 0
#else
#define WRITES_TABLE 1
#endif

__declspec(dllexport) int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
                                            WSPUPCALLTABLE given, LPWSPPROC_TABLE table) {
    WSPPROC_TABLE whole = whole_table();
    (void)version;
    (void)info;
    upcalls = given;
    data->wVersion = data->wHighVersion = MAKEWORD(2, 2);
    data->szDescription[0] = 0;
#if defined(FAULT_GAPS)
    whole.lpWSPBind = NULL;
    whole.lpWSPIoctl = NULL;
#endif
    if (WRITES_TABLE)
        *table = whole;
    return ANSWER;
}
