/* module_file_linux.c - looks into an ELF file before it is opened; nothing in the file is trusted. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "function_table.h"
#include "module_linux.h"

#if defined(__x86_64__)
#define OUR_MACHINE EM_X86_64
#define OUR_NAME "x86-64"
#elif defined(__aarch64__)
#define OUR_MACHINE EM_AARCH64
#define OUR_NAME "aarch64"
#else
#define OUR_MACHINE EM_NONE
#define OUR_NAME "this process"
#endif

struct wsplab__file {
    const unsigned char *bytes;
    uint64_t length;
};

static const void *wsplab__part(const struct wsplab__file *file, uint64_t offset, uint64_t length) {
    return offset <= file->length && length <= file->length - offset ? file->bytes + offset : NULL;
}

static const char *wsplab__machine_name(uint16_t machine) {
    switch (machine) {
    case EM_X86_64:
        return "x86-64";
    case EM_386:
        return "x86 (32 bits)";
    case EM_AARCH64:
        return "aarch64";
    case EM_ARM:
        return "arm (32 bits)";
    case EM_RISCV:
        return "RISC-V";
    default:
        return "another processor";
    }
}

static wsplab_error wsplab__check_header(const struct wsplab__file *file, struct wsplab_module_why *why) {
    const Elf64_Ehdr *header = wsplab__part(file, 0, sizeof *header);
    if (header == NULL || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
        bool windows = file->length >= 2 && memcmp(file->bytes, "MZ", 2) == 0;
        snprintf(why->text, sizeof why->text, windows ? "it is a module for Windows" : "it is no ELF library");
        return WSPLAB_E_BAD_EXE_FORMAT;
    }
    if (header->e_machine != OUR_MACHINE || header->e_ident[EI_CLASS] != ELFCLASS64) {
        snprintf(why->text, sizeof why->text, "it is built for %s, this process is " OUR_NAME,
                 wsplab__machine_name(header->e_machine));
        return WSPLAB_E_BAD_EXE_FORMAT;
    }
    if (header->e_type != ET_DYN) {
        snprintf(why->text, sizeof why->text, "it is no shared library (link it with -shared)");
        return WSPLAB_E_BAD_EXE_FORMAT;
    }
    return WSPLAB_OK;
}

/* The loader maps what these say without a look at the file's length, and faults where there is nothing. */
static wsplab_error wsplab__check_segments(const struct wsplab__file *file, struct wsplab_module_why *why) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)(const void *)file->bytes;
    const Elf64_Phdr *parts = wsplab__part(file, header->e_phoff, (uint64_t)header->e_phnum * sizeof *parts);
    bool whole = parts != NULL && header->e_phentsize == sizeof *parts;
    for (uint32_t i = 0; whole && i < header->e_phnum; i++)
        whole = parts[i].p_type != PT_LOAD || wsplab__part(file, parts[i].p_offset, parts[i].p_filesz) != NULL;
    if (whole)
        return WSPLAB_OK;
    snprintf(why->text, sizeof why->text, "a part of the file is missing");
    return WSPLAB_E_BAD_EXE_FORMAT;
}

/* Ours to serve by its prefix, but not on the list. */
static bool wsplab__is_missing(const char *name) {
    bool looks_ours = strncmp(name, "wsplab_", 7) == 0 || strncmp(name, "WSC", 3) == 0 || strncmp(name, "WPU", 3) == 0;
    return looks_ours && wsplab_function_of_symbol(name) < 0;
}

static void wsplab__add_name(struct wsplab_module_why *why, const char *name) {
    size_t used = strlen(why->text);
    snprintf(why->text + used, sizeof why->text - used, "%s%s", used == 0 ? "it imports what nobody has: " : ", ",
             name);
}

static wsplab_error wsplab__check_symbols(const struct wsplab__file *file, const Elf64_Shdr *symbols,
                                          const Elf64_Shdr *strings, struct wsplab_module_why *why) {
    uint64_t count = symbols->sh_size / sizeof(Elf64_Sym);
    const Elf64_Sym *symbol = wsplab__part(file, symbols->sh_offset, count * sizeof *symbol);
    const char *names = wsplab__part(file, strings->sh_offset, strings->sh_size);
    if (symbol == NULL || names == NULL || strings->sh_size == 0 || names[strings->sh_size - 1] != 0)
        return WSPLAB_OK; /* the loader will have its own say */
    why->text[0] = 0;
    for (uint64_t i = 0; i < count; i++) {
        bool imported = symbol[i].st_shndx == SHN_UNDEF && ELF64_ST_BIND(symbol[i].st_info) == STB_GLOBAL;
        if (imported && symbol[i].st_name < strings->sh_size && wsplab__is_missing(names + symbol[i].st_name))
            wsplab__add_name(why, names + symbol[i].st_name);
    }
    return why->text[0] == 0 ? WSPLAB_OK : WSPLAB_E_PROC_NOT_FOUND;
}

/* Sections are not needed for running; a file without them is left to the loader. */
static wsplab_error wsplab__check_imports(const struct wsplab__file *file, struct wsplab_module_why *why) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)(const void *)file->bytes;
    const Elf64_Shdr *sections = wsplab__part(file, header->e_shoff, (uint64_t)header->e_shnum * sizeof *sections);
    if (header->e_shoff == 0 || sections == NULL || header->e_shentsize != sizeof *sections)
        return WSPLAB_OK;
    for (uint32_t i = 0; i < header->e_shnum; i++) {
        if (sections[i].sh_type == SHT_DYNSYM && sections[i].sh_link < header->e_shnum)
            return wsplab__check_symbols(file, &sections[i], &sections[sections[i].sh_link], why);
    }
    return WSPLAB_OK;
}

static wsplab_error wsplab__check_bytes(const struct wsplab__file *file, struct wsplab_module_why *why) {
    wsplab_error error = wsplab__check_header(file, why);
    if (error == WSPLAB_OK)
        error = wsplab__check_segments(file, why);
    return error == WSPLAB_OK ? wsplab__check_imports(file, why) : error;
}

wsplab_error wsplab_elf_check(const char *path, struct wsplab_module_why *why_out) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        snprintf(why_out->text, sizeof why_out->text, "%s", descriptor < 0 ? strerror(errno) : "it is no file");
        if (descriptor >= 0)
            close(descriptor);
        return WSPLAB_E_FILE_NOT_FOUND;
    }
    struct wsplab__file file = {.length = (uint64_t)status.st_size};
    void *bytes = file.length == 0 ? MAP_FAILED : mmap(NULL, file.length, PROT_READ, MAP_PRIVATE, descriptor, 0);
    close(descriptor);
    if (bytes == MAP_FAILED) {
        snprintf(why_out->text, sizeof why_out->text, "it is empty, or cannot be read");
        return WSPLAB_E_BAD_EXE_FORMAT;
    }
    file.bytes = bytes;
    wsplab_error error = wsplab__check_bytes(&file, why_out);
    munmap(bytes, file.length);
    return error;
}
