/* ntifs.h - what there is of it: wdm.h. */
#ifndef WSPLAB_KM_NTIFS_H
#define WSPLAB_KM_NTIFS_H

#include "wdm.h"

#endif
