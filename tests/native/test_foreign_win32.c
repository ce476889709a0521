/* What wsplab.h says about events, ports and other objects that somebody else has made. */
#include "event.h"

#include "real_win32.h"

static uint64_t structure[4];

static uint32_t complete(wsplab_handle socket, wsplab_handle event, uint64_t bytes) {
    uint32_t done = 0;
    OK(wsplab_socket_complete(socket,
                              &(struct wsplab_completion){
                                  .overlapped = value_of(structure),
                                  .internal_high = bytes,
                                  .event = event,
                                  .flags = WSPLAB_COMPLETE_SET_EVENT | WSPLAB_COMPLETE_QUEUE_PACKET,
                              },
                              &done));
    return done;
}

static void an_event_of_others_is_set_reset_and_waited_for(void) {
    HANDLE foreign = CreateEventW(NULL, TRUE, FALSE, NULL);
    wsplab_handle event = value_of(foreign), socket = test_socket();
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    EQUAL(WaitForSingleObject(foreign, 0), WAIT_OBJECT_0);
    OK(test_wait_one(event, 0, 0));
    OK(wsplab_event_reset(WSPLAB_SEES_ALL, event));
    EQUAL(WaitForSingleObject(foreign, 0), WAIT_TIMEOUT);
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(complete(socket, event, 1), WSPLAB_DONE_EVENT_SET);
    EQUAL(WaitForSingleObject(foreign, 0), WAIT_OBJECT_0);
    CHECK(CloseHandle(foreign));
    EQUAL(complete(socket, event, 2), 0); /* what is no event is skipped, and the operation complete */
    EQUAL(structure[1], 2);
    test_close(socket);
}

static struct {
    _Atomic(HANDLE) event;
    atomic_bool stop;
    wsplab_handle socket;
} user;

static void *use_event(void *unused) {
    while (!atomic_load(&user.stop)) {
        wsplab_handle event = value_of(atomic_load(&user.event));
        wsplab_error error = wsplab_event_set(WSPLAB_SEES_ALL, event);
        CHECK(error == WSPLAB_OK || error == WSPLAB_E_INVALID_HANDLE);
        CHECK((complete(user.socket, event, 1) & WSPLAB_DONE_PACKET_QUEUED) == 0);
        error = test_wait_one(event, 0, 0);
        CHECK(error == WSPLAB_OK || error == WSPLAB_E_WAIT_TIMEOUT || error == WSPLAB_E_INVALID_HANDLE);
    }
    return unused;
}

static void closing_an_event_of_others_meanwhile_does_no_harm(void) {
    user.socket = test_socket();
    atomic_store(&user.event, CreateEventW(NULL, TRUE, FALSE, NULL));
    pthread_t thread = test_start(use_event, NULL);
    for (uint32_t round = test_scaled(2000); round > 0; round--) {
        CloseHandle(atomic_load(&user.event));
        atomic_store(&user.event, CreateEventW(NULL, TRUE, FALSE, NULL));
    }
    atomic_store(&user.stop, true);
    test_join(thread);
    EQUAL(complete(user.socket, value_of(atomic_load(&user.event)), 1), WSPLAB_DONE_EVENT_SET);
    CloseHandle(atomic_load(&user.event));
    test_close(user.socket);
}

static void a_port_of_others_takes_our_packets(void) {
    HANDLE foreign = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    wsplab_handle port = value_of(foreign), socket = test_socket();
    struct wsplab_packet packet;
    uint32_t value = 0;
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 0x77));
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 0x77), WSPLAB_E_INVALID_PARAMETER);
    test_post(port, 1);
    EQUAL(complete(socket, 0, 12), WSPLAB_DONE_PACKET_QUEUED);
    OK(wsplab_port_depth(WSPLAB_SEES_ALL, port, &value));
    EQUAL(value, 2);
    EQUAL(test_get(port, 0), 1);
    OK(wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, 0, 0, &value));
    EQUAL(packet.key, 0x77);
    EQUAL(packet.overlapped, value_of(structure));
    EQUAL(packet.bytes, 12);
    EQUAL(test_get_fails(port, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    CHECK(CloseHandle(foreign));
    EQUAL(wsplab_port_post(WSPLAB_SEES_ALL, port, &packet), WSPLAB_E_INVALID_HANDLE);
    EQUAL(complete(socket, 0, 13), 0); /* nobody could ever take it */
    test_close(socket);
}

static void what_is_no_port_of_others_is_refused(void) {
    HANDLE foreign = CreateEventW(NULL, TRUE, TRUE, NULL);
    wsplab_handle event = value_of(foreign), socket = test_socket();
    uint32_t depth;
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, event, 1), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_port_post(WSPLAB_SEES_ALL, event, &(struct wsplab_packet){0}), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_port_depth(WSPLAB_SEES_ALL, event, &depth), WSPLAB_E_INVALID_HANDLE);
    EQUAL(test_get_fails(event, 0, 0), WSPLAB_E_INVALID_HANDLE);
    CHECK(CloseHandle(foreign));
    test_close(socket);
}

static DWORD WINAPI end_when_told(void *go) {
    return WaitForSingleObject(go, INFINITE);
}

static HANDLE start_process(void) {
    WCHAR line[] = L"cmd.exe /c exit 0";
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    CHECK(CreateProcessW(NULL, line, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, &process));
    EQUAL(test_wait_one(value_of(process.hProcess), 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    ResumeThread(process.hThread);
    CloseHandle(process.hThread);
    return process.hProcess;
}

static void a_mutex_a_thread_and_a_process_of_others_can_be_waited_for(void) {
    HANDLE go = CreateEventW(NULL, TRUE, FALSE, NULL), mutex = CreateMutexW(NULL, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, end_when_told, go, 0, NULL), process = start_process();
    wsplab_handle ours = test_event(false, false), all[] = {value_of(mutex), value_of(thread), value_of(process), ours};
    uint32_t index = 99;
    OK(wsplab_wait(WSPLAB_SEES_ALL, all, 4, 0, 0, &index));
    EQUAL(index, 0);
    CHECK(ReleaseMutex(mutex)); /* the wait has taken it for this thread */
    FAILS(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    EQUAL(test_wait_one(all[1], 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    CHECK(SetEvent(go));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, ours));
    OK(wsplab_wait(WSPLAB_SEES_ALL, all, 4, WSPLAB_INFINITE, WSPLAB_WAIT_ALL, &index));
    EQUAL(test_wait_one(ours, 0, 0), WSPLAB_E_WAIT_TIMEOUT); /* consumed */
    HANDLE reals[] = {go, mutex, thread, process};
    for (size_t i = 0; i < 4; i++)
        CHECK(CloseHandle(reals[i]));
    test_close(ours);
}

static DWORD WINAPI take_and_leave(void *mutex) {
    return WaitForSingleObject(mutex, INFINITE);
}

static void a_mutex_whose_owner_has_ended_is_had(void) {
    HANDLE mutex = CreateMutexW(NULL, FALSE, NULL), thread = CreateThread(NULL, 0, take_and_leave, mutex, 0, NULL);
    EQUAL(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    OK(test_wait_one(value_of(mutex), 0, 0));
    CHECK(ReleaseMutex(mutex));
    CHECK(CloseHandle(thread));
    CHECK(CloseHandle(mutex));
}

static void handles_of_others_are_not_ours_to_close_duplicate_or_query(void) {
    HANDLE foreign[] = {CreateEventW(NULL, TRUE, TRUE, NULL), CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1),
                        CreateMutexW(NULL, FALSE, NULL)};
    struct wsplab_handle_info info;
    wsplab_handle out = 99;
    for (size_t i = 0; i < 3; i++) {
        wsplab_handle handle = value_of(foreign[i]);
        EQUAL(wsplab_handle_close(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_ANY), WSPLAB_E_INVALID_HANDLE);
        EQUAL(wsplab_handle_duplicate(WSPLAB_SEES_ALL, handle, 1, &out), WSPLAB_E_INVALID_HANDLE);
        EQUAL(wsplab_handle_query(handle, &info), WSPLAB_E_INVALID_HANDLE);
        CHECK(CloseHandle(foreign[i])); /* still there */
    }
    EQUAL(out, 99);
}

/* The kernel gives the value of a closed event out again: what was held is not what has that value now. */
static void an_event_closed_while_it_is_held_does_not_pass_for_the_next_of_its_value(void) {
    enum { TRIES = 4096 };
    static HANDLE next[TRIES];
    struct wsplab_event_hold hold;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    CHECK(wsplab_event_hold(WSPLAB_SEES_ALL, value_of(event), &hold));
    CHECK(CloseHandle(event));
    int made = 0;
    do
        next[made] = CreateEventW(NULL, TRUE, FALSE, NULL);
    while (next[made++] != event && made < TRIES);
    EQUAL((uintptr_t)next[made - 1], (uintptr_t)event);
    CHECK(wsplab_event_set_held(&hold));
    wsplab_event_drop(&hold);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    while (made > 0)
        CHECK(CloseHandle(next[--made]));
}

int main(void) {
    RUN(an_event_of_others_is_set_reset_and_waited_for);
    RUN(closing_an_event_of_others_meanwhile_does_no_harm);
    RUN(a_port_of_others_takes_our_packets);
    RUN(what_is_no_port_of_others_is_refused);
    RUN(a_mutex_a_thread_and_a_process_of_others_can_be_waited_for);
    RUN(a_mutex_whose_owner_has_ended_is_had);
    RUN(handles_of_others_are_not_ours_to_close_duplicate_or_query);
    RUN(an_event_closed_while_it_is_held_does_not_pass_for_the_next_of_its_value);
    return 0;
}
