/* waitable.h - objects of ours that threads can wait for. */
#ifndef WSPLAB_WAITABLE_H
#define WSPLAB_WAITABLE_H

#if defined(_WIN32)
#include "waitable_win32.h"
#else
#include "waitable_posix.h"
#endif

void wsplab_waitable_init(struct wsplab_waitable *waitable, const struct wsplab_kind *kind, bool auto_reset,
                          bool signalled);
/* With the last reference to the object. */
void wsplab_waitable_destroy(struct wsplab_waitable *waitable);
void wsplab_waitable_set(struct wsplab_waitable *waitable);
void wsplab_waitable_reset(struct wsplab_waitable *waitable);

#endif
