/* pages.h - memory in pages, to be taken away again. */
#ifndef WSPLAB_TEST_PAGES_H
#define WSPLAB_TEST_PAGES_H

#include "test.h"

#define PAGE 4096u

#if defined(_WIN32)
#include "windows_win32.h"

/* Page by page in one reservation, so that each can go by itself. */
static inline char *map(size_t pages) {
    char *at = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    CHECK(at != NULL);
    return at;
}

static inline void unmap(void *page) {
    CHECK(VirtualFree(page, PAGE, MEM_DECOMMIT));
}

static inline void forbid_writing(void *page) {
    DWORD before;
    CHECK(VirtualProtect(page, PAGE, PAGE_READONLY, &before));
}

#else
#include <sys/mman.h>

static inline char *map(size_t pages) {
    void *at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(at != MAP_FAILED);
    return at;
}

static inline void unmap(void *page) {
    EQUAL(munmap(page, PAGE), 0);
}

static inline void forbid_writing(void *page) {
    EQUAL(mprotect(page, PAGE, PROT_READ), 0);
}

#endif

#endif
