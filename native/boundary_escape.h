/* boundary_escape.h - for the parts of boundary.h that differ by platform: the way out of a call into a module. */
#ifndef WSPLAB_BOUNDARY_ESCAPE_H
#define WSPLAB_BOUNDARY_ESCAPE_H

#include <stdbool.h>

#include "boundary.h"

/* Whether the calling thread is in a call into a module. */
bool wsplab__can_escape(void);
/* Ends the innermost of them at once: does not return. */
void wsplab__escape(enum wsplab_escape how);

#endif
