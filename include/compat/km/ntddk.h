/* ntddk.h - what there is of it: wdm.h. */
#ifndef WSPLAB_KM_NTDDK_H
#define WSPLAB_KM_NTDDK_H

#include "wdm.h"

#endif
