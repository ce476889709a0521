/* chain.c - see chain.h. */
#include "chain.h"

#include "faults.h"
#include "sockets.h"

static SRWLOCK chain_lock = SRWLOCK_INIT; /* guards what follows */
static WSAPROTOCOL_INFOW *catalog;
static int entries;
static struct lower *lowers;

/* ---- the catalog ---------------------------------------------------------------------------------------------------- */

/* The catalog as it is now; it stays when it cannot be read. Layered entries are in it, unlike WSAEnumProtocols' (WIN-H11). */
static void read_catalog(void) {
    DWORD length = 0;
    int error = 0;
    WSAPROTOCOL_INFOW *read = NULL;
    int count = WSCEnumProtocols(NULL, NULL, &length, &error);
    while (count == SOCKET_ERROR && error == WSAENOBUFS) { /* it may grow between two calls */
        free(read);
        read = malloc(length);
        if (read == NULL) {
            return;
        }
        count = WSCEnumProtocols(NULL, read, &length, &error);
    }
    if (count == SOCKET_ERROR || read == NULL) {
        free(read);
        return;
    }
    free(catalog);
    catalog = read;
    entries = count;
}

static const WSAPROTOCOL_INFOW *find_entry(DWORD id) {
    int i = 0;
    while (i < entries && catalog[i].dwCatalogEntryId != id) {
        i++;
    }
    return i < entries ? &catalog[i] : NULL;
}

BOOL chain_entry(DWORD id, WSAPROTOCOL_INFOW *entry_out) {
    const WSAPROTOCOL_INFOW *entry;
    AcquireSRWLockExclusive(&chain_lock);
    entry = find_entry(id);
    if (entry != NULL) {
        *entry_out = *entry;
    }
    ReleaseSRWLockExclusive(&chain_lock);
    return entry != NULL;
}

/* The file of a provider, as it is loaded: the catalog's path may have variables in it (WPU-PATH-1). */
static BOOL module_path(const GUID *provider, WCHAR *path) {
    GUID id = *provider;
    WCHAR stored[MAX_PATH];
    INT size = MAX_PATH;
    int error;
    DWORD length;
    if (WSCGetProviderPath(&id, stored, &size, &error) != 0) {
        return FALSE;
    }
    length = ExpandEnvironmentStringsW(stored, path, MAX_PATH);
    return length > 0 && length <= MAX_PATH;
}

/* Entries of this layer are those whose provider is this very file: it may be installed under any id. */
static BOOL is_own(DWORD id) {
    const DWORD here = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    const WSAPROTOCOL_INFOW *entry = find_entry(id);
    WCHAR theirs[MAX_PATH];
    WCHAR mine[MAX_PATH];
    HMODULE self;
    return entry != NULL && module_path(&entry->ProviderId, theirs) &&
           GetModuleHandleExW(here, (LPCWSTR)(const void *)&lowers, &self) &&
           GetModuleFileNameW(self, mine, MAX_PATH) > 0 && lstrcmpiW(mine, theirs) == 0;
}

/* Where this layer stands in a chain (WSP-START-9): by its layered entry, or by that of a chain of its own. */
static int position(const WSAPROTOCOL_INFOW *chain) {
    int i = 0;
    while (i < chain->ProtocolChain.ChainLen && !is_own(chain->ProtocolChain.ChainEntries[i])) {
        i++;
    }
    return i;
}

/* ---- the providers below -------------------------------------------------------------------------------------------- */

static LPWSPSTARTUP find_startup(HMODULE module) {
    FARPROC found = GetProcAddress(module, "WSPStartup");
    LPWSPSTARTUP startup;
    memcpy(&startup, &found, sizeof(startup)); /* no cast between kinds of functions is defined */
    return startup;
}

/* Loads and starts a provider; NULL and the error. */
static struct lower *start_lower(const GUID *id, WSAPROTOCOL_INFOW *info, LPINT error_out) {
    WCHAR path[MAX_PATH];
    WSPDATA data;
    LPWSPSTARTUP startup;
    WSPUPCALLTABLE handed_down = upcalls;
    struct lower *lower = calloc(1, sizeof(*lower));
    *error_out = WSAEPROVIDERFAILEDINIT;
    if (lower == NULL || !module_path(id, path) || (lower->module = LoadLibraryW(path)) == NULL) {
        free(lower);
        return NULL;
    }
    startup = find_startup(lower->module);
    if (startup != NULL) {
        HAND_DOWN(&handed_down);
        *error_out = startup(MAKEWORD(2, 2), &data, info, handed_down, &lower->table);
        if (*error_out == 0 && data.wVersion != MAKEWORD(2, 2)) { /* WSP-START-6 */
            int ignored;
            lower->table.lpWSPCleanup(&ignored);
            *error_out = WSAVERNOTSUPPORTED;
        }
    }
    if (*error_out != 0) {
        FreeLibrary(lower->module);
        free(lower);
        return NULL;
    }
    lower->id = *id;
    return lower;
}

static struct lower *find_lower(const GUID *id) {
    struct lower *lower = lowers;
    while (lower != NULL && memcmp(&lower->id, id, sizeof(*id)) != 0) {
        lower = lower->next;
    }
    return lower;
}

struct lower *chain_first(void) {
    struct lower *lower;
    AcquireSRWLockExclusive(&chain_lock);
    lower = lowers;
    ReleaseSRWLockExclusive(&chain_lock);
    return lower;
}

/* Reads out of the catalog what lies below. FALSE and the error when nothing does. */
static BOOL look_below(const WSAPROTOCOL_INFOW *chain, WSAPROTOCOL_INFOW *info, DWORD *entry_out, GUID *next_out,
                       LPINT error_out) {
    const WSAPROTOCOLCHAIN *ids = &chain->ProtocolChain;
    const WSAPROTOCOL_INFOW *next;
    int i = position(chain);
    if (i >= ids->ChainLen || find_entry(chain->dwCatalogEntryId) == NULL) {
        read_catalog();
        i = position(chain);
    }
    if (i + 1 >= ids->ChainLen || ids->ChainLen > MAX_PROTOCOL_CHAIN) {
        *error_out = WSAEINVAL;
        return FALSE;
    }
    next = find_entry(ids->ChainEntries[i + 1]);
    if (next == NULL) {
        *error_out = WSAEPROVIDERFAILEDINIT;
        return FALSE;
    }
    /* A base never sees the chain, but its own entry; what a duplicated socket carries goes along (CAT-SEL-1). */
    *info = next->ProtocolChain.ChainLen == BASE_PROTOCOL ? *next : *chain;
    info->dwProviderReserved = chain->dwProviderReserved;
    *entry_out = is_own(chain->dwCatalogEntryId) ? chain->dwCatalogEntryId : ids->ChainEntries[i];
    *next_out = next->ProviderId;
    return TRUE;
}

struct lower *chain_below(const WSAPROTOCOL_INFOW *chain, WSAPROTOCOL_INFOW *info, DWORD *entry_out, LPINT error_out) {
    static SRWLOCK starts = SRWLOCK_INIT; /* each provider is started once, while nobody else starts one */
    struct lower *lower = NULL;
    GUID id;
    BOOL found;
    AcquireSRWLockExclusive(&starts);
    AcquireSRWLockExclusive(&chain_lock);
    found = look_below(chain, info, entry_out, &id, error_out);
    if (found) {
        lower = find_lower(&id);
    }
    ReleaseSRWLockExclusive(&chain_lock);
    if (found && lower == NULL && (lower = start_lower(&id, info, error_out)) != NULL) {
        AcquireSRWLockExclusive(&chain_lock);
        lower->next = lowers;
        lowers = lower;
        ReleaseSRWLockExclusive(&chain_lock);
    }
    ReleaseSRWLockExclusive(&starts);
    return lower;
}

struct lower *chain_for(LPWSAPROTOCOL_INFOW *info, WSAPROTOCOL_INFOW *lower_info) {
    struct lower *lower;
    DWORD entry;
    int error;
    if (*info == NULL) {
        return chain_first();
    }
    lower = chain_below(*info, lower_info, &entry, &error);
    *info = lower_info;
    return lower;
}

/* ---- the end ---------------------------------------------------------------------------------------------------------- */

void chain_cleanup(void) {
    struct lower *lower = lowers;
    int ignored;
    for (; lower != NULL; lower = lower->next) {
        lower->table.lpWSPCleanup(&ignored);
    }
}

void chain_free(void) {
    struct lower *lower = lowers;
    lowers = NULL;
    while (lower != NULL) {
        struct lower *next = lower->next;
        FreeLibrary(lower->module);
        free(lower);
        lower = next;
    }
    free(catalog);
    catalog = NULL;
    entries = 0;
}
