/* ws2ipdef.h - what there is of it: ws2def.h. */
#ifndef WSPLAB_KM_WS2IPDEF_H
#define WSPLAB_KM_WS2IPDEF_H

#include "ws2def.h"

#endif
