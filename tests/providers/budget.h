/*
 * budget.h - a library that budget_layer brings along in its own folder: how many bytes its clients may send.
 *
 * Like the layer itself it is copied for each environment, and so has statics of its own there (docs/hosting.md).
 */
#ifndef BUDGET_H
#define BUDGET_H

#include <winsock2.h>

#define BUDGET_BYTES 10000

/* Takes so many bytes out of the budget; FALSE, and nothing taken, when there are not as many left. */
__declspec(dllexport) BOOL budget_take(ULONGLONG bytes);

#endif
