/*
 * pins_itself.c - a part of a module that stays loaded: on Windows it has the system pin it, elsewhere its linker has said so.
 */
#include <winsock2.h>

int pinned_by(void);

/* Elsewhere nobody calls it. */
#if defined(_WIN32)
__attribute__((constructor))
#endif
int pinned_by(void) {
    HMODULE self = NULL;
    return GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                              (LPCWSTR)(const void *)&pinned_by, &self);
}
