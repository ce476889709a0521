/*
 * catalog_calls.c - a part of a module that calls the WSC functions as an installer does: it installs a layer, looks at it,
 * changes it, and takes it away. 64-bit Windows has a twin of each for the catalog of 32-bit programs; here there is one
 * catalog, and a twin does the same.
 */
#if defined(_WIN32) && !defined(UNICODE)
/* MinGW's header takes a generic entry where the function takes a wide one, and lacks a function that its library has. */
#define UNICODE
#endif

#include <winsock2.h>
#include <ws2spi.h>

#if defined(_WIN32)
#include <sporder.h>

int WSPAPI WSCInstallProviderAndChains(LPGUID provider, const LPWSTR path, const LPWSTR name, DWORD flags,
                                       LPWSAPROTOCOL_INFOW entries, DWORD count, LPDWORD layer, LPINT error);
#else
int WSPAPI WSCEnumProtocols32(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length, LPINT error);
int WSPAPI WSCGetProviderPath32(LPGUID provider, WCHAR *path, LPINT length, LPINT error);
int WSPAPI WSCInstallProvider64_32(LPGUID provider, const WCHAR *path, const WSAPROTOCOL_INFOW *entries, DWORD count,
                                   LPINT error);
int WSPAPI WSCInstallProviderAndChains64_32(LPGUID provider, const LPWSTR path, const LPWSTR path32, const LPWSTR name,
                                            DWORD flags, LPWSAPROTOCOL_INFOW entries, DWORD count, LPDWORD layer,
                                            LPINT error);
int WSPAPI WSCDeinstallProvider32(LPGUID provider, LPINT error);
int WSPAPI WSCUpdateProvider32(LPGUID provider, const WCHAR *path, const WSAPROTOCOL_INFOW *entries, DWORD count,
                               LPINT error);
int WSPAPI WSCWriteProviderOrder32(LPDWORD ids, DWORD count);
int WSPAPI WSCGetProviderInfo32(LPGUID provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t *size, DWORD flags,
                                LPINT error);
int WSPAPI WSCSetProviderInfo32(LPGUID provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t size, DWORD flags,
                                LPINT error);
#endif

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The line of the first call that did something else than it has to. */
#define NEED(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            return __LINE__;                                                                                           \
    } while (0)

enum { ROOM = 64 };

struct catalog {
    WSAPROTOCOL_INFOW entries[ROOM];
    int count;
};

static GUID base_id = {0x5a3c1f00, 0x1111, 0x2222, {1, 2, 3, 4, 5, 6, 7, 8}};
static GUID layer_id = {0x5a3c1f01, 0x1111, 0x2222, {1, 2, 3, 4, 5, 6, 7, 8}};
static WCHAR base_path[] = {'b', 'a', 's', 'e', '.', 'd', 'l', 'l', 0};
static WCHAR other_path[] = {'o', 't', 'h', 'e', 'r', '.', 'd', 'l', 'l', 0};
static WCHAR layer_path[] = {'l', 'a', 'y', 'e', 'r', '.', 'd', 'l', 'l', 0};
static WCHAR layer_name[] = {'a', ' ', 'l', 'a', 'y', 'e', 'r', 0};
static WCHAR program[] = {'p', '.', 'e', 'x', 'e', 0};

static WSAPROTOCOL_INFOW entry(void) {
    WSAPROTOCOL_INFOW info;
    memset(&info, 0, sizeof info);
    info.dwServiceFlags1 = XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER;
    info.ProtocolChain.ChainLen = 1;
    info.iVersion = 2;
    info.iAddressFamily = AF_INET;
    info.iMaxSockAddr = 16;
    info.iMinSockAddr = 16;
    info.iSocketType = SOCK_STREAM;
    info.iProtocol = IPPROTO_TCP;
    info.szProtocol[0] = 'b';
    return info;
}

static bool read_catalog(bool twin, struct catalog *catalog) {
    DWORD length = 0;
    int error = 0;
    int answer = twin ? WSCEnumProtocols32(NULL, NULL, &length, &error) : WSCEnumProtocols(NULL, NULL, &length, &error);
    if (answer != SOCKET_ERROR || error != WSAENOBUFS || length == 0 || length > sizeof catalog->entries)
        return false;
    catalog->count = twin ? WSCEnumProtocols32(NULL, catalog->entries, &length, &error)
                          : WSCEnumProtocols(NULL, catalog->entries, &length, &error);
    return catalog->count > 0 && (size_t)catalog->count * sizeof catalog->entries[0] == length;
}

static int index_of(const struct catalog *catalog, const GUID *id) {
    int i = 0;
    while (i < catalog->count && memcmp(&catalog->entries[i].ProviderId, id, sizeof *id) != 0)
        i++;
    return i;
}

static bool is_at(bool twin, GUID *id, const WCHAR *path, size_t size) {
    WCHAR found[ROOM] = {0};
    INT room = ROOM;
    int error = 0;
    int answer = twin ? WSCGetProviderPath32(id, found, &room, &error) : WSCGetProviderPath(id, found, &room, &error);
    return answer == 0 && memcmp(found, path, size) == 0;
}

static int a_base(bool twin, struct catalog *catalog) {
    WSAPROTOCOL_INFOW info = entry();
    int before, error = 0;
    NEED(read_catalog(twin, catalog));
    before = catalog->count;
    NEED((twin ? WSCInstallProvider64_32(&base_id, base_path, &info, 1, &error)
               : WSCInstallProvider(&base_id, base_path, &info, 1, &error)) == 0);
    NEED(read_catalog(twin, catalog) && catalog->count == before + 1);
    NEED(index_of(catalog, &base_id) < catalog->count);
    NEED(is_at(twin, &base_id, base_path, sizeof base_path));
    info = catalog->entries[index_of(catalog, &base_id)];
    info.szProtocol[0] = 'c';
    NEED((twin ? WSCUpdateProvider32(&base_id, other_path, &info, 1, &error)
               : WSCUpdateProvider(&base_id, other_path, &info, 1, &error)) == 0);
    NEED(is_at(twin, &base_id, other_path, sizeof other_path));
    NEED(read_catalog(twin, catalog) && catalog->entries[index_of(catalog, &base_id)].szProtocol[0] == 'c');
    return 0;
}

/* The entries of the catalog in the opposite order. */
static int an_order(bool twin, struct catalog *catalog) {
    DWORD ids[ROOM];
    int i, count = catalog->count;
    for (i = 0; i < count; i++)
        ids[i] = catalog->entries[count - 1 - i].dwCatalogEntryId;
    NEED((twin ? WSCWriteProviderOrder32(ids, (DWORD)count) : WSCWriteProviderOrder(ids, (DWORD)count)) == 0);
    NEED(read_catalog(twin, catalog) && catalog->count == count);
    for (i = 0; i < count; i++)
        NEED(catalog->entries[i].dwCatalogEntryId == ids[i]);
    return 0;
}

/* The layer's own entry, and a chain over what was asked for. */
static bool has_layer(const struct catalog *catalog, DWORD layer) {
    int i, own = 0, chains = 0;
    for (i = 0; i < catalog->count; i++) {
        const WSAPROTOCOL_INFOW *info = &catalog->entries[i];
        own += info->dwCatalogEntryId == layer && info->ProtocolChain.ChainLen == 0 &&
               memcmp(&info->ProviderId, &layer_id, sizeof layer_id) == 0;
        chains += info->ProtocolChain.ChainLen == 2 && info->ProtocolChain.ChainEntries[0] == layer;
    }
    return own == 1 && chains == 1;
}

static int a_layer(bool twin, struct catalog *catalog) {
    WSAPROTOCOL_INFOW below = catalog->entries[index_of(catalog, &base_id)];
    DWORD layer = 0, categories = LSP_INSPECTOR | LSP_FIREWALL, found = 0;
    size_t size = sizeof found;
    int error = 0;
    NEED((twin ? WSCInstallProviderAndChains64_32(&layer_id, layer_path, layer_path, layer_name, 0, &below, 1, &layer,
                                                  &error)
               : WSCInstallProviderAndChains(&layer_id, layer_path, layer_name, 0, &below, 1, &layer, &error)) == 0);
    NEED(read_catalog(twin, catalog) && has_layer(catalog, layer));
    NEED((twin ? WSCSetProviderInfo32(&layer_id, ProviderInfoLspCategories, (PBYTE)&categories, sizeof categories, 0,
                                      &error)
               : WSCSetProviderInfo(&layer_id, ProviderInfoLspCategories, (PBYTE)&categories, sizeof categories, 0,
                                    &error)) == 0);
    NEED((twin ? WSCGetProviderInfo32(&layer_id, ProviderInfoLspCategories, (PBYTE)&found, &size, 0, &error)
               : WSCGetProviderInfo(&layer_id, ProviderInfoLspCategories, (PBYTE)&found, &size, 0, &error)) == 0);
    NEED(found == categories && size == sizeof found);
    return 0;
}

static int an_application(void) {
    const DWORD length = sizeof program / sizeof program[0] - 1;
    DWORD before = 9, now = 0;
    int error = 0;
    NEED(WSCSetApplicationCategory(program, length, NULL, 0, LSP_PROXY, &before, &error) == 0);
    NEED(WSCGetApplicationCategory(program, length, NULL, 0, &now, &error) == 0);
    NEED(now == LSP_PROXY);
    return 0;
}

static int an_end(bool twin, struct catalog *catalog) {
    int error = 0;
    NEED((twin ? WSCDeinstallProvider32(&layer_id, &error) : WSCDeinstallProvider(&layer_id, &error)) == 0);
    NEED((twin ? WSCDeinstallProvider32(&base_id, &error) : WSCDeinstallProvider(&base_id, &error)) == 0);
    NEED(read_catalog(twin, catalog) && index_of(catalog, &base_id) == catalog->count);
    NEED(index_of(catalog, &layer_id) == catalog->count);
    NEED((twin ? WSCDeinstallProvider32(&base_id, &error) : WSCDeinstallProvider(&base_id, &error)) == SOCKET_ERROR);
    NEED(error != 0);
    return 0;
}

#if defined(_WIN32)
__declspec(dllexport)
#else
__attribute__((visibility("default")))
#endif
int catalog_calls(int twin) {
    static struct catalog catalog;
    int line = a_base(twin != 0, &catalog);
    line = line != 0 ? line : an_order(twin != 0, &catalog);
    line = line != 0 ? line : a_layer(twin != 0, &catalog);
    line = line != 0 ? line : an_application();
    return line != 0 ? line : an_end(twin != 0, &catalog);
}
