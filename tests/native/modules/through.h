/* through.h - what upcalls.c and own_table.c need of through.c, the layer that they are a part of. */
#ifndef WSPLAB_THROUGH_H
#define WSPLAB_THROUGH_H

#include <winsock2.h>
#include <ws2spi.h>

/* What the layer was given at its start. */
const WSPUPCALLTABLE *through_upcalls(void);
/* Its own entry of the catalog; for the test, too. */
__declspec(dllexport) DWORD through_entry(void);

/* Puts functions of the layer's own in the place of all fifteen: what it hands down. */
void own_table(WSPUPCALLTABLE *table);

#endif
