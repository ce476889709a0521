/*
 * chain.h - what lies below a layer: its place in a protocol chain, and the providers that it starts (WSP-START-9,
 * WSP-START-10).
 *
 * Used by both layers. Everything here is thread-safe but the two that end it.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include <winsock2.h>

#include <ws2spi.h>

/* A provider below. It lives from the first socket that needs it to the final WSPCleanup. */
struct lower {
    struct lower *next;
    GUID id;
    HMODULE module;
    WSPPROC_TABLE table;
};

/*
 * The provider below this layer in a chain, started; NULL and the error. `info` becomes what it is to be given: the whole
 * chain for a layer, its own entry for a base. `entry` becomes the layer's own, which its handles are made with.
 */
struct lower *chain_below(const WSAPROTOCOL_INFOW *chain, WSAPROTOCOL_INFOW *info, DWORD *entry_out, LPINT error_out);
/* The provider below for a call that names an entry, which becomes what that provider is to be given, or none; or NULL. */
struct lower *chain_for(LPWSAPROTOCOL_INFOW *info, WSAPROTOCOL_INFOW *lower_info);
/* The providers that have been started, linked by `next`. */
struct lower *chain_first(void);
/* An entry of the catalog; FALSE when there is none with this id. */
BOOL chain_entry(DWORD id, WSAPROTOCOL_INFOW *entry_out);

/* The end: first each gets one WSPCleanup, then their modules go. */
void chain_cleanup(void);
void chain_free(void);

#endif
