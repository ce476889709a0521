/* Where members lie: what Java compares before it uses the library. */
#include "test.h"

static const uint32_t expected[] = {0, 8, 16, 20, 24, 32, 0, 8, 16, 24, 32, 56};
#define COUNT (sizeof expected / sizeof *expected)

static void members_lie_as_in_a_64_bit_windows_process(void) { /* OVL-1 */
    uint32_t found[COUNT];
    EQUAL(wsplab_layout(found, COUNT), COUNT);
    for (size_t i = 0; i < COUNT; i++)
        EQUAL(found[i], expected[i]);
}

static void no_more_is_written_than_there_is_room_for(void) {
    for (uint32_t room = 0; room <= COUNT; room++) {
        uint32_t found[COUNT + 1];
        for (size_t i = 0; i <= COUNT; i++)
            found[i] = 7777;
        EQUAL(wsplab_layout(found, room), COUNT);
        for (size_t i = 0; i <= COUNT; i++)
            EQUAL(found[i], i < room ? expected[i] : 7777);
    }
    EQUAL(wsplab_layout(NULL, 0), COUNT);
}

static void the_structures_are_those_of_the_header(void) {
    EQUAL(offsetof(struct wsplab_packet, key), 0);
    EQUAL(offsetof(struct wsplab_packet, bytes), 24);
    EQUAL(sizeof(struct wsplab_packet), 32);
    EQUAL(wsplab_abi_version(), WSPLAB_ABI_VERSION);
}

int main(void) {
    RUN(members_lie_as_in_a_64_bit_windows_process);
    RUN(no_more_is_written_than_there_is_room_for);
    RUN(the_structures_are_those_of_the_header);
    return 0;
}
