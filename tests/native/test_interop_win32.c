/* Code that knows kernel32 alone, on ports and events that were made with wsplab.h and that providers complete to. */
#include <string.h>

#include "plain_client_win32.h"
#include "real_win32.h"

#define BOUND_MS (TEST_BOUND_S * 1000)

enum { COUNT = 100, SOCKET_KEY = 0x50, FILE_KEY = 0xF1 };

static const uint32_t statuses[] = {0, 0xC000020D, 0x80000005, 0xC0000120};
static const DWORD errors[] = {0, 64, 234, 995};

static struct {
    wsplab_handle socket, event;
    OVERLAPPED structures[COUNT];
} provider;

static void *complete_all(void *unused) {
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t done = 0;
        OK(wsplab_socket_complete(provider.socket,
                                  &(struct wsplab_completion){
                                      .overlapped = (uintptr_t)&provider.structures[i],
                                      .internal_high = i,
                                      .internal = statuses[i % 4],
                                      .event = provider.event,
                                      .flags = WSPLAB_COMPLETE_QUEUE_PACKET | WSPLAB_COMPLETE_SET_EVENT,
                                  },
                                  &done));
        CHECK((done & WSPLAB_DONE_PACKET_QUEUED) != 0);
    }
    return unused;
}

static wsplab_handle open_provider(void) {
    wsplab_handle port = test_port(1);
    provider.socket = test_socket();
    provider.event = test_event(true, false);
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, provider.socket, port, SOCKET_KEY));
    return port;
}

static void close_provider(wsplab_handle port) {
    test_close(provider.socket);
    test_close(provider.event);
    test_close(port);
}

static void plain_code_takes_our_completions_from_our_port(void) {
    struct plain_packet packets[COUNT];
    wsplab_handle port = open_provider();
    pthread_t thread = test_start(complete_all, NULL);
    EQUAL(plain_take(real(port), packets, COUNT, BOUND_MS), COUNT);
    test_join(thread);
    for (uint32_t i = 0; i < COUNT; i++) {
        EQUAL(packets[i].key, SOCKET_KEY);
        CHECK(packets[i].overlapped == &provider.structures[i]);
        EQUAL(packets[i].bytes, i);
        EQUAL(packets[i].error, errors[i % 4]);
    }
    EQUAL(plain_take(real(port), packets, 1, 0), 0);
    close_provider(port);
}

static void plain_code_takes_them_in_batches(void) {
    struct plain_packet packets[COUNT];
    wsplab_handle port = open_provider();
    pthread_t thread = test_start(complete_all, NULL);
    EQUAL(plain_take_batches(real(port), packets, COUNT, BOUND_MS), COUNT);
    test_join(thread);
    for (uint32_t i = 0; i < COUNT; i++) {
        EQUAL(packets[i].key, SOCKET_KEY);
        CHECK(packets[i].overlapped == &provider.structures[i]);
        EQUAL((uint32_t)packets[i].overlapped->Internal, statuses[i % 4]);
        EQUAL(packets[i].bytes, i);
    }
    close_provider(port);
}

static void plain_code_waits_for_the_event_of_a_completion(void) {
    wsplab_handle port = open_provider(), other = test_event(false, false);
    HANDLE objects[] = {real(other), real(provider.event)};
    CHECK(!plain_wait(real(provider.event), 0));
    pthread_t thread = test_start(complete_all, NULL);
    CHECK(plain_wait(real(provider.event), BOUND_MS));
    EQUAL(plain_wait_for_one_of(objects, 2, BOUND_MS), 1);
    test_join(thread);
    OK(wsplab_event_reset(WSPLAB_SEES_ALL, provider.event));
    EQUAL(plain_wait_for_one_of(objects, 2, 0), 2);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, other));
    CHECK(plain_wait(real(other), 0));
    CHECK(!plain_wait(real(other), 0)); /* it resets itself */
    test_close(other);
    close_provider(port);
}

static void *end_at_once(void *self) {
    OK(wsplab_thread_open(1, self));
    return NULL;
}

static void plain_code_waits_for_the_end_of_a_thread(void) {
    wsplab_handle thread = 0;
    pthread_t running = test_start(end_at_once, &thread);
    test_join(running);
    CHECK(plain_wait(real(thread), BOUND_MS));
    test_close(thread);
    CHECK(plain_wait(real(wsplab_thread_self()), 0) == FALSE);
}

static void what_plain_code_posts_and_sets_reaches_us(void) {
    wsplab_handle port = test_port(1), event = test_event(false, false);
    OVERLAPPED overlapped;
    struct wsplab_packet packet;
    uint32_t taken;
    CHECK(PostQueuedCompletionStatus(real(port), 5, 6, &overlapped));
    OK(wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, 0, 0, &taken));
    EQUAL(packet.bytes, 5);
    EQUAL(packet.key, 6);
    EQUAL(packet.overlapped, (uintptr_t)&overlapped);
    EQUAL(packet.status, 0);
    CHECK(SetEvent(real(event)));
    OK(test_wait_one(event, 0, 0));
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    test_close(port);
    test_close(event);
}

/* ---- a file of the system and a provider's socket on one port ------------------------------------------------------ */

static HANDLE file_with(const char *text, DWORD length) {
    WCHAR folder[MAX_PATH], path[MAX_PATH];
    OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    DWORD written = 0;
    CHECK(GetTempPathW(MAX_PATH, folder) != 0);
    CHECK(GetTempFileNameW(folder, L"wsp", 0, path) != 0);
    HANDLE file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(WriteFile(file, text, length, NULL, &overlapped) || GetLastError() == ERROR_IO_PENDING);
    CHECK(GetOverlappedResult(file, &overlapped, &written, TRUE));
    EQUAL(written, length);
    CHECK(CloseHandle(overlapped.hEvent));
    return file;
}

static void start_read(HANDLE file, char *room, DWORD length, OVERLAPPED *overlapped) {
    CHECK(ReadFile(file, room, length, NULL, overlapped) || GetLastError() == ERROR_IO_PENDING);
}

static void check_read(const char *room, uint64_t key, const OVERLAPPED *got, const OVERLAPPED *wanted, DWORD bytes) {
    EQUAL(key, FILE_KEY);
    CHECK(got == wanted);
    EQUAL(bytes, 5);
    CHECK(strcmp(room, "hello") == 0);
}

static void a_file_of_the_system_and_a_providers_socket_share_our_port(void) {
    struct plain_packet packets[COUNT + 1];
    char room[8] = {0};
    OVERLAPPED overlapped = {0};
    wsplab_handle port = open_provider();
    HANDLE file = file_with("hello", 5);
    uint32_t from_file = 0, from_socket = 0;
    CHECK(CreateIoCompletionPort(file, real(port), FILE_KEY, 0) == real(port));
    pthread_t thread = test_start(complete_all, NULL);
    start_read(file, room, sizeof room, &overlapped);
    EQUAL(plain_take(real(port), packets, COUNT + 1, BOUND_MS), COUNT + 1);
    test_join(thread);
    for (uint32_t i = 0; i < COUNT + 1; i++) {
        if (packets[i].key == FILE_KEY) {
            check_read(room, packets[i].key, packets[i].overlapped, &overlapped, packets[i].bytes);
            EQUAL(packets[i].error, 0);
            from_file++;
        } else {
            EQUAL(packets[i].key, SOCKET_KEY);
            CHECK(packets[i].overlapped == &provider.structures[from_socket++]);
        }
    }
    EQUAL(from_file, 1);
    EQUAL(from_socket, COUNT);
    CHECK(CloseHandle(file));
    close_provider(port);
}

static void what_a_file_of_the_system_queues_on_our_port_reaches_us(void) {
    char room[8] = {0};
    OVERLAPPED overlapped = {0};
    wsplab_handle port = test_port(1);
    HANDLE file = file_with("hello", 5);
    struct wsplab_packet packet;
    uint32_t taken;
    CHECK(CreateIoCompletionPort(file, real(port), FILE_KEY, 0) == real(port));
    start_read(file, room, sizeof room, &overlapped);
    OK(wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, BOUND_MS, 0, &taken));
    check_read(room, packet.key, (OVERLAPPED *)(uintptr_t)packet.overlapped, &overlapped, packet.bytes);
    EQUAL(packet.status, 0);
    CHECK(CloseHandle(file));
    test_close(port);
}

int main(void) {
    RUN(plain_code_takes_our_completions_from_our_port);
    RUN(plain_code_takes_them_in_batches);
    RUN(plain_code_waits_for_the_event_of_a_completion);
    RUN(plain_code_waits_for_the_end_of_a_thread);
    RUN(what_plain_code_posts_and_sets_reaches_us);
    RUN(a_file_of_the_system_and_a_providers_socket_share_our_port);
    RUN(what_a_file_of_the_system_queues_on_our_port_reaches_us);
    return 0;
}
