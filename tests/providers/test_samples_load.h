/* test_samples_load.h - the last test of test_samples.c: many threads at once, for the thread sanitizer. */

#define LOAD_THREADS 4
#define LOAD_ROUNDS 200

static LONG load_told;

/* Each thread has pairs of its own, and one port of all threads tells them; half of the receives end with their socket. */
static DWORD WINAPI load(LPVOID parameter) {
    HANDLE port = parameter;
    int round;
    for (round = 0; round < LOAD_ROUNDS; round++) {
        struct pair pair = connect_pair();
        WSAOVERLAPPED overlapped[2];
        char room[8];
        WSABUF buffer = {4, room};
        HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
        int i;
        CHECK(CreateIoCompletionPort((HANDLE)pair.peer, port, 1, 0) == port);
        memset(overlapped, 0, sizeof(overlapped));
        for (i = 0; i < 2; i++) {
            overlapped[i].hEvent = event;
            CHECK(start_receive(pair.peer, &buffer, &overlapped[i], NULL));
            CHECK(i == 1 || send_now(pair.mine, "four", 4) == 4);
            CHECK(i == 1 || WaitForSingleObject(event, 10000) == WAIT_OBJECT_0);
        }
        close_pair(pair);
        CHECK(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0);
        for (i = 0; i < 2; i++) {
            LPOVERLAPPED told = NULL;
            ULONG_PTR key;
            DWORD bytes;
            BOOL well = GetQueuedCompletionStatus(port, &bytes, &key, &told, 10000);
            CHECK(told != NULL && (well || GetLastError() != WAIT_TIMEOUT));
            InterlockedIncrement(&load_told);
        }
        CHECK(CloseHandle(event));
    }
    return 0;
}

static void given_threads_that_send_and_receive_when_sockets_close_under_them_then_nothing_is_lost(void) {
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, LOAD_THREADS, 0);
    HANDLE threads[LOAD_THREADS];
    LPOVERLAPPED told;
    ULONG_PTR key;
    DWORD bytes;
    int i;
    load_told = 0;
    start();
    for (i = 0; i < LOAD_THREADS; i++) {
        threads[i] = CreateThread(NULL, 0, load, port, 0, NULL);
        CHECK(threads[i] != NULL);
    }
    for (i = 0; i < LOAD_THREADS; i++) {
        CHECK(WaitForSingleObject(threads[i], INFINITE) == WAIT_OBJECT_0 && CloseHandle(threads[i]));
    }
    CHECK(load_told == 2 * LOAD_THREADS * LOAD_ROUNDS);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &told, 0));
    CHECK(CloseHandle(port));
    end();
}
