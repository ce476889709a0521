/* bench.h - what bench.c needs of the provider that it is a part of. */
#ifndef WSPLAB_BENCH_H
#define WSPLAB_BENCH_H

#include <winsock2.h>
#include <ws2spi.h>

const WSPUPCALLTABLE *bench_upcalls(void);

#endif
