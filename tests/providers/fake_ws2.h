/*
 * fake_ws2.h - plays ws2_32 and kernel32 for providers in C, without Java: the shim's own kernel, and the few rules that the
 * samples need. So they can be run under the sanitizers. What a provider has to hold to is checked by the kit.
 */
#ifndef FAKE_WS2_H
#define FAKE_WS2_H

#include <winsock2.h>

#include <ws2spi.h>

#define FAKE_BASE_ENTRY 1001
#define FAKE_LAYER_ENTRY 1002
#define FAKE_CHAIN_ENTRY 1003

/* Where the modules are, for the catalog; before anything else. */
void fake_catalog(const char *layer_path, const char *base_path);

/* Loads a module and starts it, as ws2_32 would: the layer with its chain, or the base with its own entry. */
struct fake_provider {
    void *module;
    WSAPROTOCOL_INFOW info;
    WSPPROC_TABLE table;
    LPWSPSTARTUP startup;
};
void fake_load(struct fake_provider *provider, BOOL layered);
int fake_start(struct fake_provider *provider, WORD version, LPWSPDATA data);
void fake_unload(struct fake_provider *provider);

/* Handles that are open: none may be left in the end. */
unsigned long long fake_open_handles(void);
/* How often WPUCompleteOverlappedRequest has been called, and with what it refused. */
extern LONG fake_completions, fake_refused;

#endif
