/* The guarded door: every access at every kind of address. */
#include "test.h"

#include <string.h>

#include "pages.h"

static uint64_t address(const void *at) {
    return (uint64_t)(uintptr_t)at;
}

/* ---- the accesses, each 16 bytes at most ---------------------------------------------------------------------------- */

static wsplab_error load32(uint64_t at) {
    uint32_t value = 77;
    wsplab_error error = wsplab_guard_load32(at, &value);
    CHECK(error == WSPLAB_OK || value == 77);
    return error;
}

static wsplab_error load64(uint64_t at) {
    uint64_t value = 77;
    wsplab_error error = wsplab_guard_load64(at, &value);
    CHECK(error == WSPLAB_OK || value == 77);
    return error;
}

static wsplab_error load_acquire(uint64_t at) {
    uint64_t value = 77;
    wsplab_error error = wsplab_guard_load_word_acquire(at, &value);
    CHECK(error == WSPLAB_OK || value == 77);
    return error;
}

static wsplab_error copy_from(uint64_t at) {
    char into[16] = {0};
    return wsplab_guard_copy(address(into), at, sizeof into);
}

static wsplab_error store32(uint64_t at) {
    return wsplab_guard_store32(at, 1);
}

static wsplab_error store64(uint64_t at) {
    return wsplab_guard_store64(at, 1);
}

static wsplab_error publish(uint64_t at) {
    return wsplab_guard_publish(at, 1, 0);
}

static wsplab_error copy_to(uint64_t at) {
    static const char from[16];
    return wsplab_guard_copy(at, address(from), sizeof from);
}

struct access {
    wsplab_error (*run)(uint64_t at);
    uint32_t size;
    bool writes;
};

static const struct access accesses[] = {
    {load32, 4, false}, {load64, 8, false}, {load_acquire, 8, false}, {copy_from, 16, false},
    {store32, 4, true}, {store64, 8, true}, {publish, 16, true},      {copy_to, 16, true},
};
#define ACCESSES (sizeof accesses / sizeof *accesses)

static void a_bad_address_is_an_error_of_every_access(void) {
    char *gone = map(1);
    unmap(gone);
    const uint64_t bad[] = {0, 0x10, 0x800000000000, 0x8000000000000000, UINT64_MAX - 16, address(gone)};
    for (size_t i = 0; i < ACCESSES; i++)
        for (size_t j = 0; j < sizeof bad / sizeof *bad; j++)
            EQUAL(accesses[i].run(bad[j]), WSPLAB_E_NOACCESS);
}

static void a_read_only_page_can_be_read_alone(void) {
    char *page = map(1);
    forbid_writing(page);
    for (size_t i = 0; i < ACCESSES; i++)
        EQUAL(accesses[i].run(address(page)), accesses[i].writes ? WSPLAB_E_NOACCESS : WSPLAB_OK);
    unmap(page);
}

static void before_an_unmapped_page_only_what_fits_is_accessed(void) {
    char *pages = map(2);
    unmap(pages + PAGE);
    for (size_t i = 0; i < ACCESSES; i++)
        for (uint32_t room = 0; room <= 16; room++)
            EQUAL(accesses[i].run(address(pages + PAGE - room)),
                  room >= accesses[i].size ? WSPLAB_OK : WSPLAB_E_NOACCESS);
    unmap(pages);
}

static void a_page_that_was_used_and_unmapped_is_an_error(void) {
    for (size_t i = 0; i < ACCESSES; i++) {
        char *page = map(1);
        OK(accesses[i].run(address(page)));
        unmap(page);
        EQUAL(accesses[i].run(address(page)), WSPLAB_E_NOACCESS);
    }
}

static void values_come_as_they_were_stored(void) {
    char *page = map(1);
    for (uint32_t at = 0; at < 16; at++) { /* misaligned ones too */
        uint32_t half = 0;
        uint64_t whole = 0;
        OK(wsplab_guard_store32(address(page + at), 0xFEDCBA98));
        OK(wsplab_guard_load32(address(page + at), &half));
        EQUAL(half, 0xFEDCBA98);
        OK(wsplab_guard_store64(address(page + at), 0xFEDCBA9876543210));
        OK(wsplab_guard_load64(address(page + at), &whole));
        EQUAL(whole, 0xFEDCBA9876543210);
    }
    uint64_t word = 0;
    OK(wsplab_guard_publish(address(page + 64), 0x1111, 0xC0000120)); /* OVL-9: zero-extended */
    OK(wsplab_guard_load_word_acquire(address(page + 64), &word));
    EQUAL(word, 0xC0000120);
    OK(wsplab_guard_load64(address(page + 72), &word));
    EQUAL(word, 0x1111);
    OK(wsplab_guard_load64(address(page + 80), &word));
    EQUAL(word, 0);
    unmap(page);
}

static void nothing_is_published_when_the_byte_count_has_no_place(void) {
    char *pages = map(2);
    unmap(pages + PAGE);
    uint64_t before = 0x103, after = 0;
    uint64_t last = address(pages + PAGE - 8);
    OK(wsplab_guard_store64(last, before));
    EQUAL(wsplab_guard_publish(last, 1, 0), WSPLAB_E_NOACCESS);
    OK(wsplab_guard_load64(last, &after));
    EQUAL(after, before);
    unmap(pages);
}

static void copies_of_every_length_are_exact(void) {
    char *page = map(1);
    for (uint32_t length = 0; length <= 40; length++) {
        memset(page, 0, 128);
        for (uint32_t i = 0; i < length; i++)
            page[i + 1] = (char)(i + 1);
        OK(wsplab_guard_copy(address(page + 67), address(page + 1), length));
        EQUAL(memcmp(page + 67, page + 1, length), 0);
        EQUAL(page[66], 0);
        EQUAL(page[67 + length], 0);
    }
    unmap(page);
}

static void a_copy_that_ends_badly_has_copied_what_lies_before(void) {
    char *from = map(2), *to = map(2);
    memset(from, 5, PAGE);
    unmap(from + PAGE);
    EQUAL(wsplab_guard_copy(address(to), address(from), PAGE + 1), WSPLAB_E_NOACCESS);
    EQUAL(memcmp(to, from, PAGE), 0);
    EQUAL(to[PAGE], 0);
    memset(to, 0, PAGE);
    unmap(to + PAGE);
    EQUAL(wsplab_guard_copy(address(to + PAGE - 100), address(from), 200), WSPLAB_E_NOACCESS);
    EQUAL(memcmp(to + PAGE - 100, from, 100), 0);
    unmap(from);
    unmap(to);
}

static void length_0_looks_at_no_address(void) {
    OK(wsplab_guard_copy(0, 0, 0));
    OK(wsplab_guard_copy(UINT64_MAX, 0x800000000000, 0));
}

/* ---- threads ---------------------------------------------------------------------------------------------------------- */

static void *hammer(void *good) {
    for (uint32_t i = test_scaled(20000); i > 0; i--) {
        uint64_t value = 0;
        OK(wsplab_guard_load64(address(good), &value));
        EQUAL(value, 42);
        EQUAL(wsplab_guard_load64(0x10, &value), WSPLAB_E_NOACCESS);
        EQUAL(wsplab_guard_copy(address(&value), 0, 8), WSPLAB_E_NOACCESS);
        EQUAL(value, 42);
    }
    return NULL;
}

static void threads_that_fault_at_once_do_not_disturb_each_other(void) {
    uint64_t good = 42;
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        threads[i] = test_start(hammer, &good);
    for (size_t i = 0; i < 4; i++)
        test_join(threads[i]);
}

static void completing_into_a_page_that_is_gone_notifies_nobody(void) { /* WPU-COMPLETE-12 */
    char *page = map(1);
    wsplab_handle port = test_port(1), socket = test_socket();
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 9));
    OK(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket));
    unmap(page);
    uint32_t done = 99, depth = 99;
    struct wsplab_completion completion = {.overlapped = address(page),
                                           .flags = WSPLAB_COMPLETE_QUEUE_PACKET | WSPLAB_COMPLETE_RELEASE};
    EQUAL(wsplab_socket_complete(socket, &completion, &done), WSPLAB_E_NOACCESS);
    OK(wsplab_port_depth(WSPLAB_SEES_ALL, port, &depth));
    EQUAL(depth, 0);
    test_close(socket);
    test_close(port);
}

static void the_door_is_installed_once(void) {
    OK(wsplab_guard_install());
    OK(wsplab_guard_install());
}

int main(void) {
    RUN(the_door_is_installed_once);
    RUN(a_bad_address_is_an_error_of_every_access);
    RUN(a_read_only_page_can_be_read_alone);
    RUN(before_an_unmapped_page_only_what_fits_is_accessed);
    RUN(a_page_that_was_used_and_unmapped_is_an_error);
    RUN(values_come_as_they_were_stored);
    RUN(nothing_is_published_when_the_byte_count_has_no_place);
    RUN(copies_of_every_length_are_exact);
    RUN(a_copy_that_ends_badly_has_copied_what_lies_before);
    RUN(length_0_looks_at_no_address);
    RUN(threads_that_fault_at_once_do_not_disturb_each_other);
    RUN(completing_into_a_page_that_is_gone_notifies_nobody);
    return 0;
}
