/* Readiness of the system's own sockets. */
#include "host_pairs.h"

static void the_poller_tells_each_change_once(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct wsplab_poller *poller = NULL;
    struct wsplab_ready ready[4];
    char byte;
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_add(poller, pair.server, UINT64_MAX), 0);
    EQUAL(wsplab_poller_add(poller, pair.server, 5), HOST(EEXIST));
    EQUAL(wsplab_poller_wait(poller, ready, 4, -1), 1);
    EQUAL(ready[0].cookie, UINT64_MAX);
    EQUAL(ready[0].ready, WSPLAB_READY_OUT);
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0); /* an edge is told once */
    EQUAL(send_text(pair.client, "x", 0), 1);
    EQUAL(wsplab_poller_wait(poller, ready, 4, -1), 1);
    CHECK((ready[0].ready & WSPLAB_READY_IN) != 0);
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0);
    EQUAL(recv_some(pair.server, &byte, 1, 0), 1);
    EQUAL(recv_some(pair.server, &byte, 1, 0), HOST(EAGAIN));
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0);
    EQUAL(send_text(pair.client, "y", 0), 1); /* after EAGAIN, more is a change */
    EQUAL(wsplab_poller_wait(poller, ready, 4, -1), 1);
    EQUAL(ready[0].cookie, UINT64_MAX);
    CHECK((ready[0].ready & WSPLAB_READY_IN) != 0);
    EQUAL(wsplab_poller_remove(poller, pair.server), 0);
    EQUAL(wsplab_poller_remove(poller, pair.server), HOST(ENOENT));
    EQUAL(send_text(pair.client, "z", 0), 1);
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0);
    wsplab_poller_close(poller);
    close_pair(pair);
}

static struct wsplab_poller *poller_of(int32_t socket, uint64_t cookie) {
    struct wsplab_poller *poller = NULL;
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_add(poller, socket, cookie), 0);
    return poller;
}

/* Waits until this is told of the only socket. */
static void await_told(struct wsplab_poller *poller, uint32_t wanted) {
    uint32_t seen = 0;
    for (double end = test_seconds() + TEST_BOUND_S; (seen & wanted) == 0;) {
        struct wsplab_ready ready;
        CHECK(test_seconds() < end);
        if (wsplab_poller_wait(poller, &ready, 1, 1000) == 1)
            seen = ready.ready;
    }
}

static void drop_what_is_told(struct wsplab_poller *poller) {
    struct wsplab_ready ready;
    while (wsplab_poller_wait(poller, &ready, 1, 0) != 0)
        ;
}

/* The longest way: every byte is waited for, sends are waited for as often as the buffers are full. */
static void no_edge_is_lost_between_full_and_empty_buffers(void) {
    enum { TOTAL = 8 << 20, PIECE = 1 << 16 };
    struct pair pair = connected(WINSOCK_INET);
    int small = PIECE;
    EQUAL(wsplab_host_set_option(pair.client, SOL_SOCKET, SO_SNDBUF, &small, sizeof small), 0);
    EQUAL(wsplab_host_set_option(pair.server, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
    struct wsplab_poller *out = poller_of(pair.client, 1), *in = poller_of(pair.server, 2);
    char *data = calloc(1, PIECE);
    int sent = 0, received = 0, waits_out = 0, waits_in = 0;
    while (received < TOTAL) {
        while (sent < TOTAL) {
            int64_t done = wsplab_host_send(pair.client, BUFFERS(buffer(data, PIECE)), 1, 0, NULL);
            if (done < 0) {
                EQUAL(done, HOST(EAGAIN));
                break;
            }
            sent += (int)done;
        }
        await_told(in, WSPLAB_READY_IN);
        for (int64_t got; (got = recv_some(pair.server, data, PIECE, 0)) != HOST(EAGAIN); received += (int)got)
            CHECK(got > 0);
        waits_in++;
        if (sent < TOTAL) {
            await_told(out, WSPLAB_READY_OUT);
            waits_out++;
        }
    }
    EQUAL(received, sent);
    CHECK(waits_in > 1 && waits_out > 1);
    free(data);
    wsplab_poller_close(out);
    wsplab_poller_close(in);
    close_pair(pair);
}

static void urgent_data_are_told_each_time_they_come(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct wsplab_poller *poller = poller_of(pair.server, 1);
    char byte;
    for (int round = 0; round < 3; round++) {
        EQUAL(send_text(pair.client, "!", MSG_OOB), 1);
        await_told(poller, WSPLAB_READY_URGENT);
        EQUAL(recv_some(pair.server, &byte, 1, MSG_OOB), 1);
        CHECK(recv_some(pair.server, &byte, 1, MSG_OOB) < 0);
        EQUAL(send_text(pair.client, "-", 0), 1);
        await_told(poller, WSPLAB_READY_IN);
        EQUAL(recv_some(pair.server, &byte, 1, 0), 1);
        EQUAL(recv_some(pair.server, &byte, 1, 0), HOST(EAGAIN));
        drop_what_is_told(poller);
    }
    wsplab_poller_close(poller);
    close_pair(pair);
}

static void the_end_is_told_once_and_a_reset_after_it(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct wsplab_poller *poller = poller_of(pair.server, 1);
    struct wsplab_ready ready;
    struct linger hard = {.l_onoff = 1, .l_linger = 0};
    EQUAL(wsplab_host_shutdown(pair.client, 1), 0);
    await_told(poller, WSPLAB_READY_HANGUP);
    drop_what_is_told(poller);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, 20), 0);
    EQUAL(wsplab_host_set_option(pair.client, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
    EQUAL(wsplab_host_close(pair.client), 0);
    await_told(poller, WSPLAB_READY_ERROR);
    drop_what_is_told(poller);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, 20), 0);
    wsplab_poller_close(poller);
    EQUAL(wsplab_host_close(pair.server), 0);
}

static void a_listener_is_told_again_when_all_were_accepted(void) {
    struct wsplab_host_address name = loopback(WINSOCK_INET);
    int32_t listener = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    EQUAL(wsplab_host_bind(listener, &name), 0);
    EQUAL(wsplab_host_listen(listener, 8), 0);
    EQUAL(wsplab_host_local_address(listener, &name), 0);
    struct wsplab_poller *poller = poller_of(listener, 1);
    for (int round = 0; round < 3; round++) {
        int32_t clients[2], made[2];
        int accepted = 0;
        for (int i = 0; i < 2; i++) {
            clients[i] = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
            int32_t error = wsplab_host_connect(clients[i], &name);
            CHECK(error == 0 || error == HOST(EINPROGRESS));
        }
        while (accepted < 2) {
            await_told(poller, WSPLAB_READY_IN);
            for (int32_t got; (got = wsplab_host_accept(listener)) != HOST(EAGAIN);) {
                CHECK(got >= 0 && accepted < 2);
                made[accepted++] = got;
            }
        }
        for (int i = 0; i < 2; i++)
            close_pair((struct pair){clients[i], made[i]});
    }
    wsplab_poller_close(poller);
    EQUAL(wsplab_host_close(listener), 0);
}

/* Asks again, as the socket becomes ready, how a connect went. */
static int32_t connect_fully(int32_t socket, const struct wsplab_host_address *to, struct wsplab_poller *poller) {
    int32_t error = wsplab_host_connect(socket, to);
    while (error == HOST(EINPROGRESS) || error == HOST(EALREADY)) {
        await_told(poller, WSPLAB_READY_OUT | WSPLAB_READY_ERROR);
        error = wsplab_host_connect(socket, to);
    }
    return error;
}

static void a_refused_connect_says_so_and_the_socket_may_try_anew(void) {
    struct wsplab_host_address nobody = loopback(WINSOCK_INET), somebody = nobody;
    int32_t listener = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    EQUAL(wsplab_host_bind(listener, &nobody), 0);
    EQUAL(wsplab_host_local_address(listener, &nobody), 0); /* bound, but not listening */
    int32_t client = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    struct wsplab_poller *poller = poller_of(client, 1);
    for (int round = 0; round < 2; round++) {
        EQUAL(connect_fully(client, &nobody, poller), HOST(ECONNREFUSED));
        if (on_wine()) /* one more call puts the failed one away */
            EQUAL(wsplab_host_connect(client, &nobody), HOST(ECONNABORTED));
    }
    EQUAL(wsplab_host_listen(listener, 1), 0);
    somebody = nobody;
    int32_t error = connect_fully(client, &somebody, poller);
    CHECK(error == 0 || error == HOST(EISCONN));
    EQUAL(wsplab_host_connect(client, &somebody), HOST(EISCONN));
    EQUAL(send_text(client, "x", 0), 1);
    wsplab_poller_close(poller);
    EQUAL(wsplab_host_close(client), 0);
    EQUAL(wsplab_host_close(listener), 0);
}

static void a_number_that_comes_back_is_another_socket(void) {
    struct wsplab_poller *poller = NULL;
    struct wsplab_ready ready;
    EQUAL(wsplab_poller_create(&poller), 0);
    for (uint64_t round = 0; round < 200; round++) {
        int32_t socket = wsplab_host_open(WINSOCK_INET, SOCK_DGRAM, 0);
        EQUAL(wsplab_poller_add(poller, socket, round), 0);
        if (round % 2 == 0)
            EQUAL(wsplab_poller_wait(poller, &ready, 1, -1), 1);
        if (round % 2 == 0)
            EQUAL(ready.cookie, round);
        if (round % 4 == 0)
            EQUAL(wsplab_poller_remove(poller, socket), 0);
        EQUAL(wsplab_host_close(socket), 0);
    }
    EQUAL(wsplab_poller_wait(poller, &ready, 1, 0), 0);
    wsplab_poller_close(poller);
}

static void many_sockets_are_told_by_their_own_cookies(void) {
    enum { COUNT = 100 };
    int32_t sockets[COUNT];
    bool seen[COUNT] = {false};
    struct wsplab_poller *poller = NULL, *other = NULL;
    struct wsplab_ready ready[7];
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_create(&other), 0);
    for (int i = 0; i < COUNT; i++) {
        sockets[i] = wsplab_host_open(WINSOCK_INET, SOCK_DGRAM, 0);
        EQUAL(wsplab_poller_add(poller, sockets[i], (uint64_t)i), 0);
        EQUAL(wsplab_poller_add(other, sockets[i], (uint64_t)i + COUNT), 0);
    }
    for (int told = 0; told < COUNT;) {
        int32_t count = wsplab_poller_wait(poller, ready, 7, -1);
        CHECK(count > 0);
        for (int32_t i = 0; i < count; i++, told++) {
            EQUAL(ready[i].ready, WSPLAB_READY_OUT);
            CHECK(ready[i].cookie < COUNT && !seen[ready[i].cookie]);
            seen[ready[i].cookie] = true;
        }
    }
    wsplab_poller_close(poller); /* with everything still in it */
    EQUAL(wsplab_poller_wait(other, ready, 1, -1), 1);
    CHECK(ready[0].cookie >= COUNT);
    for (int i = 0; i < COUNT; i++) {
        EQUAL(wsplab_host_close(sockets[i]), 0);
    }
    wsplab_poller_close(other);
}

static void a_reset_connection_is_told_as_an_error(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct linger hard = {.l_onoff = 1, .l_linger = 0};
    EQUAL(wsplab_host_set_option(pair.client, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
    EQUAL(wsplab_host_close(pair.client), 0);
    CHECK(until_ready(pair.server, WSPLAB_READY_ERROR));
    char byte;
    EQUAL(recv_some(pair.server, &byte, 1, 0), on_wine() ? 0 : HOST(ECONNRESET));
    EQUAL(wsplab_host_close(pair.server), 0);
}

/* A thread: one body, which takes the poller and the socket it is given. */
struct worker {
    void (*body)(struct wsplab_poller *poller, int32_t socket);
    struct wsplab_poller *poller;
    int32_t socket;
#if defined(_WIN32)
    HANDLE thread;
#else
    pthread_t thread;
#endif
};

#if defined(_WIN32)
static DWORD WINAPI worker_main(void *argument) {
    struct worker *worker = argument;
    worker->body(worker->poller, worker->socket);
    return 0;
}

static void worker_start(struct worker *worker) {
    worker->thread = CreateThread(NULL, 0, worker_main, worker, 0, NULL);
    CHECK(worker->thread != NULL);
}

static void worker_join(struct worker *worker) {
    EQUAL(WaitForSingleObject(worker->thread, INFINITE), WAIT_OBJECT_0);
    CHECK(CloseHandle(worker->thread));
}
#else
static void *worker_main(void *argument) {
    struct worker *worker = argument;
    worker->body(worker->poller, worker->socket);
    return NULL;
}

static void worker_start(struct worker *worker) {
    EQUAL(pthread_create(&worker->thread, NULL, worker_main, worker), 0);
}

static void worker_join(struct worker *worker) {
    EQUAL(pthread_join(worker->thread, NULL), 0);
}
#endif

static void wait_for_ever(struct wsplab_poller *poller, int32_t unused) {
    (void)unused;
    struct wsplab_ready ready[300];
    EQUAL(wsplab_poller_wait(poller, ready, 300, -1), 0);
}

static void add_and_find_nothing(struct wsplab_poller *poller, int32_t socket) {
    char byte;
    EQUAL(wsplab_poller_add(poller, socket, 5), 0);
    EQUAL(recv_some(socket, &byte, 1, 0), HOST(EAGAIN));
}

static void a_socket_stays_watched_when_the_thread_that_added_it_ends(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct worker worker = {.body = add_and_find_nothing, .socket = pair.server};
    EQUAL(wsplab_poller_create(&worker.poller), 0);
    worker_start(&worker);
    worker_join(&worker);
    await_told(worker.poller, WSPLAB_READY_OUT);
    EQUAL(send_text(pair.client, "x", 0), 1);
    await_told(worker.poller, WSPLAB_READY_IN);
    wsplab_poller_close(worker.poller);
    close_pair(pair);
}

static void a_wake_ends_the_present_or_the_next_wait(void) {
    struct wsplab_poller *poller = NULL;
    struct wsplab_ready ready;
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_wake(poller), 0);
    EQUAL(wsplab_poller_wake(poller), 0);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, -1), 0);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, 0), 0);
    struct worker worker = {.body = wait_for_ever, .poller = poller};
    worker_start(&worker);
    EQUAL(wsplab_poller_wake(poller), 0);
    worker_join(&worker);
    wsplab_poller_close(poller);
}

/* ---- Windows counts no descriptors -------------------------------------------------------------------------------------- */

#if !defined(_WIN32)
static void without_descriptors_there_is_no_poller_and_no_socket(void) {
    struct rlimit limit, none;
    EQUAL(getrlimit(RLIMIT_NOFILE, &limit), 0);
    struct wsplab_poller *poller = NULL;
    for (rlim_t room = 0; room < 2; room++) { /* the second descriptor of a poller fails as well */
        int32_t lowest = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
        EQUAL(wsplab_host_close(lowest), 0);
        none = (struct rlimit){.rlim_cur = (rlim_t)lowest + room, .rlim_max = limit.rlim_max};
        EQUAL(setrlimit(RLIMIT_NOFILE, &none), 0);
        EQUAL(wsplab_poller_create(&poller), HOST(EMFILE));
        if (room == 0)
            EQUAL(wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0), HOST(EMFILE));
        EQUAL(setrlimit(RLIMIT_NOFILE, &limit), 0);
    }
    CHECK(poller == NULL);
}
#endif

int main(void) {
    RUN(the_poller_tells_each_change_once);
    RUN(no_edge_is_lost_between_full_and_empty_buffers);
    RUN(urgent_data_are_told_each_time_they_come);
    RUN(the_end_is_told_once_and_a_reset_after_it);
    RUN(a_listener_is_told_again_when_all_were_accepted);
    RUN(a_refused_connect_says_so_and_the_socket_may_try_anew);
    RUN(a_number_that_comes_back_is_another_socket);
    RUN(many_sockets_are_told_by_their_own_cookies);
    RUN(a_reset_connection_is_told_as_an_error);
    RUN(a_socket_stays_watched_when_the_thread_that_added_it_ends);
    RUN(a_wake_ends_the_present_or_the_next_wait);
#if !defined(_WIN32)
    RUN(without_descriptors_there_is_no_poller_and_no_socket);
#endif
    return 0;
}
