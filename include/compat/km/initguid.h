/* initguid.h - what is declared by DEFINE_GUID from here on is defined. */
#ifndef INITGUID
#define INITGUID
#endif
#include "guiddef.h"
