/* redirect_imports_win32.c - the import table of a module that the loader has bound. See redirect_win32.h. */
#include "redirect_win32.h"

struct wsplab__image {
    const unsigned char *base;
    uint32_t size;
};

/* The headers were good enough for the loader; a table that does not lie inside the module was not read by it. */
static void *wsplab__at(const struct wsplab__image *image, uint64_t offset, uint64_t length) {
    bool inside = offset != 0 && offset <= image->size && length <= image->size - offset;
    return inside ? (void *)(uintptr_t)(image->base + offset) : NULL;
}

static const IMAGE_NT_HEADERS *wsplab__headers(const struct wsplab__image *image) {
    const IMAGE_DOS_HEADER *dos = (const IMAGE_DOS_HEADER *)image->base;
    const IMAGE_NT_HEADERS *headers = wsplab__at(image, (uint32_t)dos->e_lfanew, sizeof *headers);
    return headers != NULL && headers->Signature == IMAGE_NT_SIGNATURE ? headers : NULL;
}

static const IMAGE_IMPORT_DESCRIPTOR *wsplab__descriptors(const struct wsplab__image *image) {
    const IMAGE_NT_HEADERS *headers = wsplab__headers(image);
    if (headers == NULL || headers->OptionalHeader.NumberOfRvaAndSizes <= IMAGE_DIRECTORY_ENTRY_IMPORT)
        return NULL;
    uint32_t offset = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress;
    return wsplab__at(image, offset, sizeof(IMAGE_IMPORT_DESCRIPTOR));
}

/* The table is usually read-only by now, and shares its page with other words. */
static wsplab_error wsplab__write(void **word, void *value) {
    DWORD before;
    if (!VirtualProtect(word, sizeof *word, PAGE_READWRITE, &before))
        return WSPLAB_E_NOACCESS;
    InterlockedExchangePointer(word, value);
    VirtualProtect(word, sizeof *word, before, &before);
    return WSPLAB_OK;
}

/* The table of names is missing in what some linkers make; then there is the bound address alone. */
static const char *wsplab__name(const struct wsplab__image *image, const IMAGE_THUNK_DATA *names, uint32_t index) {
    if (names == NULL || IMAGE_SNAP_BY_ORDINAL(names[index].u1.Ordinal))
        return NULL;
    const IMAGE_IMPORT_BY_NAME *by_name = wsplab__at(image, names[index].u1.AddressOfData, sizeof *by_name);
    return by_name == NULL ? NULL : (const char *)by_name->Name;
}

static wsplab_error wsplab__redirect_library(const struct wsplab_redirect *redirect, const struct wsplab__image *image,
                                             const IMAGE_IMPORT_DESCRIPTOR *descriptor) {
    const char *library = wsplab__at(image, descriptor->Name, 1);
    const IMAGE_THUNK_DATA *names = wsplab__at(image, descriptor->OriginalFirstThunk, sizeof *names);
    void **bound = wsplab__at(image, descriptor->FirstThunk, sizeof *bound);
    wsplab_error error = WSPLAB_OK;
    for (uint32_t i = 0; library != NULL && bound != NULL && bound[i] != NULL && error == WSPLAB_OK; i++) {
        const struct wsplab_redirect_row *row =
            wsplab_redirect_match(redirect, library, wsplab__name(image, names, i), bound[i]);
        if (row != NULL)
            error = wsplab__write(&bound[i], row->target);
    }
    return error;
}

wsplab_error wsplab_redirect_imports(const struct wsplab_redirect *redirect, void *base, uint32_t size) {
    const struct wsplab__image image = {.base = base, .size = size};
    wsplab_error error = WSPLAB_OK;
    const IMAGE_IMPORT_DESCRIPTOR *descriptor = wsplab__descriptors(&image);
    for (; descriptor != NULL && descriptor->Name != 0 && error == WSPLAB_OK; descriptor++)
        error = wsplab__redirect_library(redirect, &image, descriptor);
    return error;
}
