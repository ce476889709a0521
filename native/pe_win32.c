/* pe_win32.c - see pe_win32.h. */
#include "pe_win32.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"

#if defined(_M_X64) || defined(__x86_64__)
#define WSPLAB__OUR_MACHINE IMAGE_FILE_MACHINE_AMD64
#elif defined(_M_ARM64) || defined(__aarch64__)
#define WSPLAB__OUR_MACHINE IMAGE_FILE_MACHINE_ARM64
#else
#define WSPLAB__OUR_MACHINE IMAGE_FILE_MACHINE_I386
#endif

struct wsplab_pe {
    const unsigned char *bytes; /* of the file, not as it will lie in memory */
    uint64_t length;
    const IMAGE_NT_HEADERS *headers;
    const IMAGE_SECTION_HEADER *sections;
};

static const void *wsplab__part(const struct wsplab_pe *pe, uint64_t offset, uint64_t length) {
    return offset <= pe->length && length <= pe->length - offset ? pe->bytes + offset : NULL;
}

/* What will lie at an offset in memory, and how many bytes of the file follow. */
static const void *wsplab__mapped(const struct wsplab_pe *pe, uint64_t offset, uint64_t *left_out) {
    for (uint32_t i = 0; i < pe->headers->FileHeader.NumberOfSections; i++) {
        const IMAGE_SECTION_HEADER *section = &pe->sections[i];
        uint64_t into = offset - section->VirtualAddress;
        if (offset < section->VirtualAddress || into >= section->SizeOfRawData)
            continue;
        *left_out = section->SizeOfRawData - into;
        return wsplab__part(pe, section->PointerToRawData + into, *left_out);
    }
    return NULL;
}

static const void *wsplab__table(const struct wsplab_pe *pe, uint64_t offset, uint64_t length) {
    uint64_t left = 0;
    const void *found = wsplab__mapped(pe, offset, &left);
    return found != NULL && length <= left ? found : NULL;
}

static const char *wsplab__text(const struct wsplab_pe *pe, uint64_t offset) {
    uint64_t left = 0;
    const char *found = wsplab__mapped(pe, offset, &left);
    return found != NULL && memchr(found, 0, (size_t)left) != NULL ? found : NULL;
}

/* ---- the file -------------------------------------------------------------------------------------------------------- */

static const char *wsplab__machine_name(uint32_t machine) {
    switch (machine) {
    case IMAGE_FILE_MACHINE_AMD64:
        return "x86-64";
    case IMAGE_FILE_MACHINE_I386:
        return "x86 (32 bits)";
    case IMAGE_FILE_MACHINE_ARM64:
        return "aarch64";
    default:
        return "another processor";
    }
}

static const char *wsplab__other_kind(const struct wsplab_pe *pe) {
    bool elf = pe->length >= 4 && memcmp(pe->bytes, "\177ELF", 4) == 0;
    return elf ? "it is a module for Linux" : "it is no DLL";
}

static bool wsplab__is_whole(const struct wsplab_pe *pe) {
    for (uint32_t i = 0; i < pe->headers->FileHeader.NumberOfSections; i++) {
        if (wsplab__part(pe, pe->sections[i].PointerToRawData, pe->sections[i].SizeOfRawData) == NULL)
            return false;
    }
    return true;
}

/* Up to the machine all kinds of module look alike. */
static wsplab_error wsplab__check(struct wsplab_pe *pe, struct wsplab_pe_why *why) {
    const IMAGE_DOS_HEADER *dos = wsplab__part(pe, 0, sizeof *dos);
    uint64_t start = dos != NULL && dos->e_magic == IMAGE_DOS_SIGNATURE ? (uint32_t)dos->e_lfanew : UINT64_MAX;
    const IMAGE_NT_HEADERS *headers = wsplab__part(pe, start, offsetof(IMAGE_NT_HEADERS, OptionalHeader));
    if (headers == NULL || headers->Signature != IMAGE_NT_SIGNATURE) {
        snprintf(why->text, sizeof why->text, "%s", wsplab__other_kind(pe));
        return ERROR_BAD_EXE_FORMAT;
    }
    if (headers->FileHeader.Machine != WSPLAB__OUR_MACHINE) {
        snprintf(why->text, sizeof why->text, "it is built for %s, this process is %s",
                 wsplab__machine_name(headers->FileHeader.Machine), wsplab__machine_name(WSPLAB__OUR_MACHINE));
        return ERROR_BAD_EXE_FORMAT;
    }
    if ((headers->FileHeader.Characteristics & IMAGE_FILE_DLL) == 0) {
        snprintf(why->text, sizeof why->text, "it is a program, no DLL");
        return ERROR_BAD_EXE_FORMAT;
    }
    uint64_t sections = start + offsetof(IMAGE_NT_HEADERS, OptionalHeader) + headers->FileHeader.SizeOfOptionalHeader;
    pe->headers = wsplab__part(pe, start, sizeof *headers);
    pe->sections =
        wsplab__part(pe, sections, (uint64_t)headers->FileHeader.NumberOfSections * sizeof(IMAGE_SECTION_HEADER));
    if (pe->headers == NULL || pe->sections == NULL || !wsplab__is_whole(pe)) {
        snprintf(why->text, sizeof why->text, "a part of the file is missing");
        return ERROR_BAD_EXE_FORMAT;
    }
    return WSPLAB_OK;
}

static const unsigned char *wsplab__map(HANDLE file, uint64_t *length_out) {
    LARGE_INTEGER length = {.QuadPart = 0};
    if (!GetFileSizeEx(file, &length) || length.QuadPart == 0)
        return NULL;
    HANDLE mapping = CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL);
    const unsigned char *bytes = mapping == NULL ? NULL : MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    if (mapping != NULL)
        CloseHandle(mapping);
    *length_out = (uint64_t)length.QuadPart;
    return bytes;
}

static wsplab_error wsplab__read(struct wsplab_pe *pe, const wchar_t *path, struct wsplab_pe_why *why) {
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        snprintf(why->text, sizeof why->text, "it cannot be opened (error %lu)", (unsigned long)GetLastError());
        return ERROR_FILE_NOT_FOUND;
    }
    pe->bytes = wsplab__map(file, &pe->length);
    CloseHandle(file);
    if (pe->bytes == NULL) {
        snprintf(why->text, sizeof why->text, "it is empty, or cannot be read");
        return ERROR_BAD_EXE_FORMAT;
    }
    return wsplab__check(pe, why);
}

wsplab_error wsplab_pe_open(const wchar_t *path, struct wsplab_pe **pe_out, struct wsplab_pe_why *why_out) {
    struct wsplab_pe *pe = wsplab_alloc(sizeof *pe);
    if (pe == NULL) {
        snprintf(why_out->text, sizeof why_out->text, "memory is short");
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    }
    wsplab_error error = wsplab__read(pe, path, why_out);
    if (error == WSPLAB_OK)
        *pe_out = pe;
    else
        wsplab_pe_close(pe);
    return error;
}

void wsplab_pe_close(struct wsplab_pe *pe) {
    if (pe->bytes != NULL)
        UnmapViewOfFile(pe->bytes);
    wsplab_free(pe);
}

/* ---- its imports ----------------------------------------------------------------------------------------------------- */

static uint64_t wsplab__directory(const struct wsplab_pe *pe, uint32_t which) {
    const IMAGE_OPTIONAL_HEADER *optional = &pe->headers->OptionalHeader;
    return which < optional->NumberOfRvaAndSizes ? optional->DataDirectory[which].VirtualAddress : 0;
}

static bool wsplab__visit_thunks(const struct wsplab_pe *pe, const char *library, uint64_t thunks,
                                 wsplab_pe_visit visit, void *context) {
    for (;; thunks += sizeof(IMAGE_THUNK_DATA)) {
        const IMAGE_THUNK_DATA *thunk = wsplab__table(pe, thunks, sizeof *thunk);
        if (thunk == NULL || thunk->u1.AddressOfData == 0)
            return true;
        struct wsplab_pe_import import = {.library = library};
        if (IMAGE_SNAP_BY_ORDINAL(thunk->u1.Ordinal))
            import.ordinal = (uint16_t)IMAGE_ORDINAL(thunk->u1.Ordinal);
        else
            import.name = wsplab__text(pe, thunk->u1.AddressOfData + offsetof(IMAGE_IMPORT_BY_NAME, Name));
        if ((import.name != NULL || import.ordinal != 0) && !visit(context, &import))
            return false;
    }
}

static const IMAGE_IMPORT_DESCRIPTOR *wsplab__descriptor(const struct wsplab_pe *pe, uint32_t index) {
    uint64_t start = wsplab__directory(pe, IMAGE_DIRECTORY_ENTRY_IMPORT);
    const IMAGE_IMPORT_DESCRIPTOR *descriptor =
        start == 0 ? NULL : wsplab__table(pe, start + (uint64_t)index * sizeof *descriptor, sizeof *descriptor);
    return descriptor != NULL && descriptor->Name != 0 ? descriptor : NULL;
}

void wsplab_pe_imports(const struct wsplab_pe *pe, wsplab_pe_visit visit, void *context) {
    const IMAGE_IMPORT_DESCRIPTOR *descriptor;
    for (uint32_t i = 0; (descriptor = wsplab__descriptor(pe, i)) != NULL; i++) {
        const char *library = wsplab__text(pe, descriptor->Name);
        uint32_t thunks = descriptor->OriginalFirstThunk != 0 ? descriptor->OriginalFirstThunk : descriptor->FirstThunk;
        if (library != NULL && !wsplab__visit_thunks(pe, library, thunks, visit, context))
            return;
    }
}

/* Descriptors of old linkers hold addresses instead of offsets: those are nobody's any more. */
static const char *wsplab__late_library(const struct wsplab_pe *pe, uint32_t index, bool *more_out) {
    uint64_t start = wsplab__directory(pe, IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT);
    const IMAGE_DELAYLOAD_DESCRIPTOR *descriptor =
        start == 0 ? NULL : wsplab__table(pe, start + (uint64_t)index * sizeof *descriptor, sizeof *descriptor);
    *more_out = descriptor != NULL && descriptor->DllNameRVA != 0;
    return *more_out && descriptor->Attributes.RvaBased ? wsplab__text(pe, descriptor->DllNameRVA) : NULL;
}

void wsplab_pe_libraries(const struct wsplab_pe *pe, wsplab_pe_visit_library visit, void *context) {
    const IMAGE_IMPORT_DESCRIPTOR *descriptor;
    for (uint32_t i = 0; (descriptor = wsplab__descriptor(pe, i)) != NULL; i++) {
        const char *library = wsplab__text(pe, descriptor->Name);
        if (library != NULL && !visit(context, library, false))
            return;
    }
    bool more = true;
    for (uint32_t i = 0; more; i++) {
        const char *library = wsplab__late_library(pe, i, &more);
        if (library != NULL && !visit(context, library, true))
            return;
    }
}

/* ---- its exports ----------------------------------------------------------------------------------------------------- */

static bool wsplab__exports_ordinal(const struct wsplab_pe *pe, const IMAGE_EXPORT_DIRECTORY *exports,
                                    uint32_t ordinal) {
    uint64_t index = (uint64_t)ordinal - exports->Base;
    const DWORD *address = wsplab__table(pe, exports->AddressOfFunctions + index * sizeof *address, sizeof *address);
    return ordinal >= exports->Base && index < exports->NumberOfFunctions && address != NULL && *address != 0;
}

bool wsplab_pe_exports(const struct wsplab_pe *pe, const struct wsplab_pe_import *import) {
    uint64_t start = wsplab__directory(pe, IMAGE_DIRECTORY_ENTRY_EXPORT);
    const IMAGE_EXPORT_DIRECTORY *exports = start == 0 ? NULL : wsplab__table(pe, start, sizeof *exports);
    if (exports == NULL)
        return false;
    if (import->name == NULL)
        return wsplab__exports_ordinal(pe, exports, import->ordinal);
    for (uint32_t i = 0; i < exports->NumberOfNames; i++) {
        uint64_t at = exports->AddressOfNames + (uint64_t)i * sizeof(DWORD);
        const DWORD *name = wsplab__table(pe, at, sizeof *name);
        const char *text = name == NULL ? NULL : wsplab__text(pe, *name);
        if (text == NULL)
            return false;
        if (strcmp(text, import->name) == 0)
            return true;
    }
    return false;
}
