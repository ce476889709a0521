/* ifs_layer.h - the two halves of the IFS layer: ifs_layer.c has what it does, ifs_passing.c what it passes on. */
#ifndef IFS_LAYER_H
#define IFS_LAYER_H

#include <winsock2.h>

#include <mswsock.h>
#include <stdlib.h>
#include <string.h>

#include "chain.h"
#include "overlapped.h"
#include "sockets.h"

/* A handle that has been captured. */
struct captured {
    struct captured *next;
    SOCKET handle;
    const WSPPROC_TABLE *table; /* of the provider that it is of */
    DWORD entry;                /* of this layer */
    LPFN_CONNECTEX connect_ex;  /* what that provider has told for this handle, or NULL */
};

/* What is known of a handle; `table` is NULL when it is no socket of this layer. */
struct captured ifs_find(SOCKET handle);
void ifs_know_connect_ex(SOCKET handle, LPFN_CONNECTEX function);
/* The hook. */
BOOL ifs_may_connect(const struct sockaddr *name, int length);

void ifs_fill_passing(WSPPROC_TABLE *table);

#endif
