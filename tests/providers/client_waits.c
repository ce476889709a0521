/* client_waits.c - select, WSAPoll, network events; events, threads and APCs of kernel32. */
#include "client_calls.h"

static void given_data_when_selected_or_polled_then_the_socket_is_ready(void) {
    const struct timeval none = {0, 0};
    fd_set read, write;
    WSAPOLLFD polled[2];
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    CHECK(send(peer, "x", 1, 0) == 1);
    FD_ZERO(&read);
    FD_ZERO(&write);
    FD_SET(peer, &read);
    FD_SET(mine, &read);
    FD_SET(mine, &write);
    CHECK(select(0, &read, &write, NULL, &none) == 2);
    CHECK(FD_ISSET(mine, &read) && !FD_ISSET(peer, &read) && FD_ISSET(mine, &write) && read.fd_count == 1);
    CHECK(select(0, NULL, NULL, NULL, &none) == SOCKET_ERROR && WSAGetLastError() == WSAEINVAL);
    memset(polled, 0, sizeof(polled));
    polled[0].fd = mine;
    polled[0].events = POLLRDNORM | POLLWRNORM;
    polled[1].fd = peer;
    polled[1].events = POLLRDNORM;
    CHECK(WSAPoll(polled, 2, 1000) == 1 && polled[0].revents == (POLLRDNORM | POLLWRNORM) && polled[1].revents == 0);
    CHECK(polled[0].events == (POLLRDNORM | POLLWRNORM));
    close_both(mine, peer);
}

/* By its pointer: a layer that cannot translate the handles refuses to give one. */
static void given_pointer_of_poll_when_called_then_the_same(void) {
    GUID id = WSAID_WSAPOLL;
    LPFN_WSAPOLL poll_function = NULL;
    DWORD bytes = 0;
    WSAPOLLFD polled;
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    memset(&polled, 0, sizeof(polled));
    polled.fd = mine;
    polled.events = POLLRDNORM;
    if (WSAIoctl(mine, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &poll_function, sizeof(poll_function),
                 &bytes, NULL, NULL) != 0) {
        CHECK(WSAGetLastError() == WSAEINVAL);
    } else {
        CHECK(poll_function(&polled, 1, 0) == 0 && polled.revents == 0);
        CHECK(send(peer, "x", 1, 0) == 1);
        CHECK(poll_function(&polled, 1, 10000) == 1 && polled.revents == POLLRDNORM);
        CHECK(poll_function(NULL, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
    }
    close_both(mine, peer);
}

/* WSASendMsg of ws2_32, which may go past the layers. */
static void given_message_when_sent_then_it_arrives(void) {
    struct sockaddr_in name, mine_name;
    WSABUF buffer = {5, (CHAR *)"hello"};
    WSAMSG message;
    DWORD sent = 0;
    char room[8];
    SOCKET receiver = bound(SOCK_DGRAM, &name);
    SOCKET mine = bound(SOCK_DGRAM, &mine_name);
    memset(&message, 0, sizeof(message));
    message.name = (LPSOCKADDR)&name;
    message.namelen = sizeof(name);
    message.lpBuffers = &buffer;
    message.dwBufferCount = 1;
    CHECK(WSASendMsg(mine, &message, 0, &sent, NULL, NULL) == 0 && sent == 5);
    CHECK(recv(receiver, room, sizeof(room), 0) == 5 && memcmp(room, "hello", 5) == 0);
    CHECK(WSASendMsg(mine, NULL, 0, &sent, NULL, NULL) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
    close_both(receiver, mine);
}

static void given_event_select_when_data_come_then_the_record_says_so(void) {
    WSANETWORKEVENTS happened;
    WSAEVENT event = WSACreateEvent();
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    memset(&happened, 0, sizeof(happened));
    CHECK(WSAEventSelect(mine, event, FD_READ | FD_CLOSE) == 0);
    CHECK(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE) == WSA_WAIT_TIMEOUT);
    CHECK(send(peer, "x", 1, 0) == 1);
    CHECK(WSAWaitForMultipleEvents(1, &event, FALSE, 10000, FALSE) == WSA_WAIT_EVENT_0);
    CHECK(WSAEnumNetworkEvents(mine, event, &happened) == 0);
    CHECK(happened.lNetworkEvents == FD_READ && happened.iErrorCode[FD_READ_BIT] == 0);
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    CHECK(WSASetEvent(event) && WaitForSingleObject(event, 0) == WAIT_OBJECT_0 && WSAResetEvent(event));
    CHECK(WSACloseEvent(event));
    close_both(mine, peer);
}

static void given_events_when_waited_for_then_the_lowest_that_is_set_is_told(void) {
    HANDLE events[2];
    HANDLE copy = NULL, none = NULL;
    events[0] = CreateEventA(NULL, TRUE, FALSE, NULL);
    events[1] = CreateEventA(NULL, FALSE, TRUE, NULL);
    CHECK(WaitForMultipleObjects(2, events, FALSE, 0) == WAIT_OBJECT_0 + 1);
    CHECK(WaitForMultipleObjects(2, events, FALSE, 0) == WAIT_TIMEOUT); /* it resets itself */
    CHECK(DuplicateHandle(GetCurrentProcess(), events[0], GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
    CHECK(SetEvent(copy) && WaitForSingleObject(events[0], 0) == WAIT_OBJECT_0 && ResetEvent(events[0]));
    CHECK(WaitForSingleObject(copy, 0) == WAIT_TIMEOUT);
    CHECK(WaitForMultipleObjects(0, events, FALSE, 0) == WAIT_FAILED && GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(!DuplicateHandle(events[1], events[0], GetCurrentProcess(), &none, 0, FALSE, DUPLICATE_SAME_ACCESS));
    CHECK(GetLastError() == ERROR_INVALID_HANDLE); /* the first is no process */
    CHECK(CloseHandle(copy) && CloseHandle(events[1]));
    CHECK(DuplicateHandle(GetCurrentProcess(), events[0], GetCurrentProcess(), &none, 0, FALSE,
                          DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
    CHECK(SetEvent(none) && CloseHandle(none));
    CHECK(!SetEvent(events[0]) && GetLastError() == ERROR_INVALID_HANDLE);
}

#if !defined(_WIN32) /* there the system's own is asked, for an event of its own, and Wine's does not take it */
/* Page DuplicateHandle: the source is closed all the same, whatever becomes of the copy. */
static void given_no_target_when_the_source_is_to_be_closed_then_it_is_closed_and_no_copy_made(void) {
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), other = CreateEventA(NULL, TRUE, FALSE, NULL), copy = NULL;
    CHECK(DuplicateHandle(GetCurrentProcess(), event, NULL, NULL, 0, FALSE, DUPLICATE_CLOSE_SOURCE));
    CHECK(!SetEvent(event) && GetLastError() == ERROR_INVALID_HANDLE);
    CHECK(!DuplicateHandle(GetCurrentProcess(), event, NULL, NULL, 0, FALSE, DUPLICATE_CLOSE_SOURCE)); /* once */
    CHECK(GetLastError() == ERROR_INVALID_HANDLE);
    CHECK(!DuplicateHandle(GetCurrentProcess(), other, NULL, &copy, 0, FALSE, DUPLICATE_CLOSE_SOURCE)); /* nowhere */
    CHECK(GetLastError() == ERROR_INVALID_HANDLE && copy == NULL);
    CHECK(!SetEvent(other) && GetLastError() == ERROR_INVALID_HANDLE);
}
#endif

/* ---- threads ---------------------------------------------------------------------------------------------------------- */

struct asked {
    HANDLE ready, stop, ran;
    DWORD id;
    ULONG_PTR apc;
    DWORD last_error;
};

static void CALLBACK add_to(ULONG_PTR data) {
    struct asked *asked = (struct asked *)data;
    if (++asked->apc == 2) {
        SetEvent(asked->ran);
    }
}

static DWORD WINAPI run(LPVOID parameter) {
    struct asked *asked = parameter;
    SetLastError(1234);
    asked->id = GetCurrentThreadId();
    SetEvent(asked->ready);
    while (WaitForSingleObjectEx(asked->stop, 10000, TRUE) == WAIT_IO_COMPLETION) {
    }
    asked->last_error = GetLastError();
    return 5;
}

static void given_thread_when_it_is_asked_to_then_it_runs_what_is_queued_and_ends(void) {
    struct asked asked = {NULL, NULL, NULL, 0, 0, 0};
    DWORD id = 0;
    DWORD code = 0;
    HANDLE thread;
    asked.ready = CreateEventA(NULL, TRUE, FALSE, NULL);
    asked.stop = CreateEventA(NULL, TRUE, FALSE, NULL);
    asked.ran = CreateEventA(NULL, TRUE, FALSE, NULL);
    SetLastError(77);
    thread = CreateThread(NULL, 0, run, &asked, 0, &id);
    CHECK(thread != NULL && WaitForSingleObject(asked.ready, 10000) == WAIT_OBJECT_0);
    CHECK(id == asked.id && id != GetCurrentThreadId());
    CHECK(WaitForSingleObject(thread, 0) == WAIT_TIMEOUT);
    CHECK(GetExitCodeThread(thread, &code) && code == STILL_ACTIVE);
    CHECK(QueueUserAPC(add_to, thread, (ULONG_PTR)&asked) != 0 && QueueUserAPC(add_to, thread, (ULONG_PTR)&asked) != 0);
#if defined(_WIN32) /* the system's own APCs: Wine lets an object that is set go before them (WIN-46) */
    CHECK(WaitForSingleObject(asked.ran, 10000) == WAIT_OBJECT_0);
#endif
    CHECK(SetEvent(asked.stop) && WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code) && code == 5 && asked.apc == 2);
    CHECK(QueueUserAPC(add_to, thread, (ULONG_PTR)&asked) == 0);
    CHECK(CloseHandle(thread) && CloseHandle(asked.ready) && CloseHandle(asked.stop));
    CHECK(QueueUserAPC(add_to, GetCurrentThread(), (ULONG_PTR)&asked) != 0 && SleepEx(0, FALSE) == 0 && asked.apc == 2);
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && asked.apc == 3);
    CHECK(CloseHandle(asked.ran));
}

#if !defined(_WIN32) /* there it is the system's own thread, and Wine's business */
static DWORD WINAPI count_what_ran(LPVOID parameter) {
    return (DWORD)((struct asked *)parameter)->apc;
}

/* APC-3 */
static void given_apcs_queued_before_the_thread_starts_when_it_starts_then_they_run_before_its_function(void) {
    struct asked asked = {NULL, NULL, NULL, 0, 0, 0};
    DWORD code = 0;
    HANDLE thread;
    asked.ran = CreateEventA(NULL, TRUE, FALSE, NULL);
    thread = CreateThread(NULL, 0, count_what_ran, &asked, CREATE_SUSPENDED, NULL);
    CHECK(thread != NULL);
    CHECK(QueueUserAPC(add_to, thread, (ULONG_PTR)&asked) != 0 && QueueUserAPC(add_to, thread, (ULONG_PTR)&asked) != 0);
    CHECK(WaitForSingleObject(thread, 0) == WAIT_TIMEOUT && asked.apc == 0);
    CHECK(ResumeThread(thread) == 1 && WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code) && code == 2 && asked.apc == 2);
    CHECK(ResumeThread(thread) == 0);
    CHECK(CloseHandle(thread) && CloseHandle(asked.ran));
    CHECK(ResumeThread(thread) == (DWORD)-1 && GetLastError() == ERROR_INVALID_HANDLE);
}
#endif

void call_waits(void) {
    given_data_when_selected_or_polled_then_the_socket_is_ready();
    given_pointer_of_poll_when_called_then_the_same();
    given_message_when_sent_then_it_arrives();
    given_event_select_when_data_come_then_the_record_says_so();
    given_events_when_waited_for_then_the_lowest_that_is_set_is_told();
#if !defined(_WIN32)
    given_no_target_when_the_source_is_to_be_closed_then_it_is_closed_and_no_copy_made();
#endif
    given_thread_when_it_is_asked_to_then_it_runs_what_is_queued_and_ends();
#if !defined(_WIN32)
    given_apcs_queued_before_the_thread_starts_when_it_starts_then_they_run_before_its_function();
#endif
}
