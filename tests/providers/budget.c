/* budget.c - see budget.h. */
#include "budget.h"

static SRWLOCK lock = SRWLOCK_INIT; /* guards left */
static ULONGLONG left = BUDGET_BYTES;

BOOL budget_take(ULONGLONG bytes) {
    BOOL enough;
    AcquireSRWLockExclusive(&lock);
    enough = bytes <= left;
    if (enough) {
        left -= bytes;
    }
    ReleaseSRWLockExclusive(&lock);
    return enough;
}
