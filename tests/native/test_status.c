/* From NTSTATUS to Win32. */
#include "test.h"

static void the_table_is_sorted_and_every_row_is_found(void) {
    uint32_t rows = 0;
    const struct wsplab_status_row *table = wsplab_status_table(&rows);
    CHECK(rows > 60);
    for (uint32_t i = 0; i < rows; i++) {
        CHECK(i == 0 || table[i - 1].status < table[i].status);
        EQUAL(wsplab_status_to_win32(table[i].status), table[i].win32);
        CHECK(table[i].win32 != 317);
    }
}

static void known_statuses_have_their_win32_errors(void) {
    static const struct wsplab_status_row known[] = {
        {0, 0},
        {0x103, 997},
        {0x80000005, 234},
        {0xC0000008, 6},
        {0xC000000D, 87},
        {0xC00000B5, 121},
        {0xC00000BB, 50},
        {0xC0000120, 995},
        {0xC000020D, 64},
        {0xC0000225, 1168},
        {0xC0000236, 1225},
        {0xC0000241, 1236},
        {0xC000012D, 1455},
        {0xC0000034, 2},
        {0xC000003A, 3},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        EQUAL(wsplab_status_to_win32(known[i].status), known[i].win32);
}

static void a_win32_error_in_disguise_comes_out_unchanged(void) { /* NTS-4 */
    EQUAL(wsplab_status_to_win32(0xC0072740), 10048);
    EQUAL(wsplab_status_to_win32(0xC00703E4), 996);
    EQUAL(wsplab_status_to_win32(0x80070005), 5);
    EQUAL(wsplab_status_to_win32(0xC001FFFF), 65535);
    EQUAL(wsplab_status_to_win32(0xC0070000), 0);
}

static void what_is_unknown_is_317(void) { /* NTS-1 */
    static const uint32_t unknown[] = {1,          0x104,      0x40000000, 0x7FFFFFFF, 0x80000000, 0x80000001,
                                       0xC0000000, 0xC0000242, 0x80010005, 0xC0060005, 0xC0080005, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        EQUAL(wsplab_status_to_win32(unknown[i]), 317);
}

int main(void) {
    RUN(the_table_is_sorted_and_every_row_is_found);
    RUN(known_statuses_have_their_win32_errors);
    RUN(a_win32_error_in_disguise_comes_out_unchanged);
    RUN(what_is_unknown_is_317);
    return 0;
}
