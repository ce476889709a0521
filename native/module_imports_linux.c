/*
 * module_imports_linux.c - turns the imports of an open module to a set of trampolines: every word that the loader has
 * filled in for a symbol of ours, in code tables and in data. Words that were made read-only after that are opened for
 * the moment.
 */
#include <elf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "function_table.h"
#include "module_linux.h"

#if defined(__x86_64__)
#define IS_SYMBOL_WORD(type) ((type) == R_X86_64_JUMP_SLOT || (type) == R_X86_64_GLOB_DAT || (type) == R_X86_64_64)
#elif defined(__aarch64__)
#define IS_SYMBOL_WORD(type)                                                                                           \
    ((type) == R_AARCH64_JUMP_SLOT || (type) == R_AARCH64_GLOB_DAT || (type) == R_AARCH64_ABS64)
#else
#define IS_SYMBOL_WORD(type) false
#endif

struct wsplab__imports {
    const struct link_map *map;
    struct wsplab_set *set;
    const Elf64_Sym *symbols;
    const char *names;
    const Elf64_Rela *relocations, *calls;
    uint64_t relocations_size, calls_size;
    bool uncounted;
};

/* The loader has turned these into addresses where it could write to them. */
static uintptr_t wsplab__address(const struct link_map *map, const Elf64_Dyn *entry) {
    return entry->d_un.d_ptr < map->l_addr ? map->l_addr + entry->d_un.d_ptr : entry->d_un.d_ptr;
}

static void wsplab__find_tables(struct wsplab__imports *imports) {
    for (const Elf64_Dyn *entry = imports->map->l_ld; entry->d_tag != DT_NULL; entry++) {
        switch (entry->d_tag) {
        case DT_SYMTAB:
            imports->symbols = (const Elf64_Sym *)wsplab__address(imports->map, entry);
            break;
        case DT_STRTAB:
            imports->names = (const char *)wsplab__address(imports->map, entry);
            break;
        case DT_RELA:
            imports->relocations = (const Elf64_Rela *)wsplab__address(imports->map, entry);
            break;
        case DT_RELASZ:
            imports->relocations_size = entry->d_un.d_val;
            break;
        case DT_JMPREL:
            imports->calls = (const Elf64_Rela *)wsplab__address(imports->map, entry);
            break;
        case DT_PLTRELSZ:
            imports->calls_size = entry->d_un.d_val;
            break;
        default:
            break;
        }
    }
}

static void *wsplab__substitute(struct wsplab__imports *imports, const Elf64_Rela *relocation) {
    const Elf64_Sym *symbol = &imports->symbols[ELF64_R_SYM(relocation->r_info)];
    if (symbol->st_shndx != SHN_UNDEF)
        return NULL; /* its own */
    const char *name = imports->names + symbol->st_name;
    void *replacement = wsplab_elf_replacement(name);
    if (replacement != NULL)
        return replacement;
    imports->uncounted |= wsplab_elf_starts_threads(name);
    int32_t function = wsplab_function_of_symbol(name);
    return function < 0 ? NULL : wsplab_set_stub(imports->set, (uint32_t)function);
}

/* Which pages were made read-only after the loader was done. */
struct wsplab__segment {
    uintptr_t address;
    bool found;
    int protection;
};

static int wsplab__look_at(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct wsplab__segment *wanted = context;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++) {
        const Elf64_Phdr *part = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        if (wanted->address - start >= part->p_memsz)
            continue;
        if (part->p_type == PT_LOAD && !wanted->found) {
            wanted->found = true;
            wanted->protection = ((part->p_flags & PF_R) != 0 ? PROT_READ : 0) |
                                 ((part->p_flags & PF_W) != 0 ? PROT_WRITE : 0) |
                                 ((part->p_flags & PF_X) != 0 ? PROT_EXEC : 0);
        } else if (part->p_type == PT_GNU_RELRO) {
            wanted->found = true;
            wanted->protection = PROT_READ;
        }
    }
    return wanted->found;
}

static wsplab_error wsplab__write(void **word, void *value) {
    struct wsplab__segment segment = {.address = (uintptr_t)word};
    dl_iterate_phdr(wsplab__look_at, &segment);
    if (!segment.found)
        return WSPLAB_E_NOACCESS;
    if ((segment.protection & PROT_WRITE) != 0) {
        __atomic_store_n(word, value, __ATOMIC_RELEASE);
        return WSPLAB_OK;
    }
    uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    void *page = (void *)((uintptr_t)word & ~(page_size - 1));
    if (mprotect(page, page_size, segment.protection | PROT_WRITE) != 0)
        return WSPLAB_E_NOACCESS;
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
    return mprotect(page, page_size, segment.protection) == 0 ? WSPLAB_OK : WSPLAB_E_NOACCESS;
}

static wsplab_error wsplab__redirect_table(struct wsplab__imports *imports, const Elf64_Rela *table, uint64_t size) {
    for (uint64_t i = 0; table != NULL && i < size / sizeof *table; i++) {
        if (!IS_SYMBOL_WORD(ELF64_R_TYPE(table[i].r_info)))
            continue;
        void *substitute = wsplab__substitute(imports, &table[i]);
        void **word = (void **)(imports->map->l_addr + table[i].r_offset);
        if (substitute != NULL && wsplab__write(word, substitute) != WSPLAB_OK)
            return WSPLAB_E_NOACCESS;
    }
    return WSPLAB_OK;
}

wsplab_error wsplab_elf_redirect(const struct link_map *map, struct wsplab_set *set, bool *uncounted_out) {
    struct wsplab__imports imports = {.map = map, .set = set};
    wsplab__find_tables(&imports);
    if (imports.symbols == NULL || imports.names == NULL)
        return WSPLAB_E_NOACCESS;
    wsplab_error error = wsplab__redirect_table(&imports, imports.relocations, imports.relocations_size);
    if (error == WSPLAB_OK)
        error = wsplab__redirect_table(&imports, imports.calls, imports.calls_size);
    *uncounted_out = imports.uncounted;
    return error;
}
