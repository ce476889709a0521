/* host_watch_win32.c - which sockets are watched by whom, and what they have been told. */
#include "alloc.h"
#include "host_poller_win32.h"

#define BUCKETS 1024u

#define STATUS_OF_CANCELLED ((NTSTATUS)0xC0000120L)

/* A socket that is watched or connecting. */
struct wsplab__known {
    struct wsplab__known *next;
    struct wsplab__watch *watches;
    int32_t socket;
    bool connecting;
};

struct wsplab__bucket {
    SRWLOCK lock; /* all zero is SRWLOCK_INIT */
    struct wsplab__known *first;
};

static struct wsplab__bucket wsplab__buckets[BUCKETS];

static struct wsplab__bucket *wsplab__bucket_lock(int32_t socket) {
    /* Socket numbers are multiples of 4. */
    struct wsplab__bucket *bucket = &wsplab__buckets[(uint32_t)socket / 4 % BUCKETS];
    AcquireSRWLockExclusive(&bucket->lock);
    return bucket;
}

static void wsplab__bucket_unlock(struct wsplab__bucket *bucket) {
    ReleaseSRWLockExclusive(&bucket->lock);
}

static struct wsplab__known *wsplab__known_find(const struct wsplab__bucket *bucket, int32_t socket) {
    struct wsplab__known *known = bucket->first;
    while (known != NULL && known->socket != socket) {
        known = known->next;
    }
    return known;
}

/* Finds or makes; NULL when memory is short. */
static struct wsplab__known *wsplab__known_make(struct wsplab__bucket *bucket, int32_t socket) {
    struct wsplab__known *known = wsplab__known_find(bucket, socket);
    if (known == NULL) {
        known = wsplab_alloc(sizeof *known);
        if (known != NULL) {
            known->socket = socket;
            known->next = bucket->first;
            bucket->first = known;
        }
    }
    return known;
}

static void wsplab__known_drop_if_idle(struct wsplab__bucket *bucket, struct wsplab__known *known) {
    if (known->watches != NULL || known->connecting) {
        return;
    }
    struct wsplab__known **link = &bucket->first;
    while (*link != known) {
        link = &(*link)->next;
    }
    *link = known->next;
    wsplab_free(known);
}

/* ---- asking ------------------------------------------------------------------------------------------------------------ */

static uint32_t wsplab__events_to_ask(const struct wsplab__watch *watch, enum wsplab__direction direction) {
    switch (direction) {
    case WSPLAB_ASK_IN:
        return WSPLAB_AFD_RECEIVE | WSPLAB_AFD_ACCEPT;
    case WSPLAB_ASK_OUT:
        return WSPLAB_AFD_SEND;
    case WSPLAB_ASK_URGENT:
        return WSPLAB_AFD_RECEIVE_EXPEDITED;
    default:
        /* These hold for ever: one that was told is not asked for again. */
        return ((watch->told & WSPLAB_READY_HANGUP) != 0 ? 0 : WSPLAB_AFD_DISCONNECT) |
               ((watch->told & WSPLAB_READY_ERROR) != 0 ? 0 : WSPLAB_AFD_ABORT | WSPLAB_AFD_CONNECT_FAIL);
    }
}

static uint32_t wsplab__ready_of(uint32_t events) {
    uint32_t ready = 0;
    if ((events & (WSPLAB_AFD_RECEIVE | WSPLAB_AFD_ACCEPT)) != 0) {
        ready |= WSPLAB_READY_IN;
    }
    if ((events & WSPLAB_AFD_SEND) != 0) {
        ready |= WSPLAB_READY_OUT;
    }
    if ((events & WSPLAB_AFD_RECEIVE_EXPEDITED) != 0) {
        ready |= WSPLAB_READY_URGENT;
    }
    /* No call on a socket that has come to its end waits. */
    if ((events & WSPLAB_AFD_DISCONNECT) != 0) {
        ready |= WSPLAB_READY_IN | WSPLAB_READY_HANGUP;
    }
    if ((events & (WSPLAB_AFD_ABORT | WSPLAB_AFD_CONNECT_FAIL)) != 0) {
        ready |= WSPLAB_READY_IN | WSPLAB_READY_OUT | WSPLAB_READY_HANGUP | WSPLAB_READY_ERROR;
    }
    return ready;
}

/* Asks, unless that is already being asked or there is nothing left to ask. */
static int32_t wsplab__ask(struct wsplab__watch *watch, enum wsplab__direction direction) {
    struct wsplab__poll *poll = &watch->polls[direction];
    uint32_t events = wsplab__events_to_ask(watch, direction);
    if (poll->in_flight || events == 0) {
        return 0;
    }
    poll->in_flight = true;
    watch->in_flight++;
    InterlockedIncrement(&watch->poller->in_flight);
    int32_t error = wsplab__afd_ask(poll, events);
    if (error != 0) {
        poll->in_flight = false;
        watch->in_flight--;
        InterlockedDecrement(&watch->poller->in_flight);
    }
    return error;
}

static int32_t wsplab__ask_all(struct wsplab__watch *watch) {
    int32_t error = 0;
    for (int direction = 0; direction < WSPLAB_DIRECTIONS && error == 0; direction++) {
        error = wsplab__ask(watch, (enum wsplab__direction)direction);
    }
    return error;
}

/* ---- removing ---------------------------------------------------------------------------------------------------------- */

static void wsplab__watch_free_if_unused(struct wsplab__watch *watch) {
    if (watch->removed && watch->in_flight == 0) {
        wsplab_free(watch);
    }
}

/* Takes it out of its socket's list, and its polls back. It lives on until the last of these has been answered. */
static void wsplab__watch_detach(struct wsplab__watch **link) {
    struct wsplab__watch *watch = *link;
    *link = watch->next;
    watch->removed = true;
    for (int direction = 0; direction < WSPLAB_DIRECTIONS; direction++) {
        if (watch->polls[direction].in_flight) {
            wsplab__afd_cancel(&watch->polls[direction]);
        }
    }
    wsplab__poller_dismiss(watch);
    wsplab__watch_free_if_unused(watch);
}

static struct wsplab__watch **wsplab__watch_link(struct wsplab__known *known, const struct wsplab_poller *poller) {
    struct wsplab__watch **link = &known->watches;
    while (*link != NULL && (*link)->poller != poller) {
        link = &(*link)->next;
    }
    return link;
}

int32_t wsplab__watch_remove(struct wsplab_poller *poller, int32_t socket) {
    int32_t error = -ERROR_FILE_NOT_FOUND;
    struct wsplab__bucket *bucket = wsplab__bucket_lock(socket);
    struct wsplab__known *known = wsplab__known_find(bucket, socket);
    if (known != NULL) {
        struct wsplab__watch **link = wsplab__watch_link(known, poller);
        if (*link != NULL) {
            wsplab__watch_detach(link);
            error = 0;
        }
        wsplab__known_drop_if_idle(bucket, known);
    }
    wsplab__bucket_unlock(bucket);
    return error;
}

void wsplab__watch_forget(int32_t socket) {
    struct wsplab__bucket *bucket = wsplab__bucket_lock(socket);
    struct wsplab__known *known = wsplab__known_find(bucket, socket);
    if (known != NULL) {
        known->connecting = false;
        while (known->watches != NULL) {
            wsplab__watch_detach(&known->watches);
        }
        wsplab__known_drop_if_idle(bucket, known);
    }
    wsplab__bucket_unlock(bucket);
}

/* ---- adding ------------------------------------------------------------------------------------------------------------ */

static struct wsplab__watch *wsplab__watch_make(struct wsplab_poller *poller, int32_t socket, HANDLE base,
                                                uint64_t cookie) {
    struct wsplab__watch *watch = wsplab_alloc(sizeof *watch);
    if (watch != NULL) {
        watch->poller = poller;
        watch->socket = socket;
        watch->base = base;
        watch->cookie = cookie;
        for (int direction = 0; direction < WSPLAB_DIRECTIONS; direction++) {
            watch->polls[direction].watch = watch;
        }
    }
    return watch;
}

static int32_t wsplab__watch_attach(struct wsplab__known *known, struct wsplab_poller *poller, HANDLE base,
                                    uint64_t cookie) {
    if (*wsplab__watch_link(known, poller) != NULL) {
        return -ERROR_ALREADY_EXISTS;
    }
    struct wsplab__watch *watch = wsplab__watch_make(poller, known->socket, base, cookie);
    if (watch == NULL) {
        return -WSAENOBUFS;
    }
    int32_t error = wsplab__poller_enlist(poller, watch);
    if (error != 0) {
        wsplab_free(watch);
        return error;
    }
    watch->next = known->watches;
    known->watches = watch;
    error = wsplab__ask_all(watch);
    if (error != 0) {
        wsplab__watch_detach(&known->watches);
    }
    return error;
}

int32_t wsplab__watch_add(struct wsplab_poller *poller, int32_t socket, HANDLE base, uint64_t cookie) {
    struct wsplab__bucket *bucket = wsplab__bucket_lock(socket);
    struct wsplab__known *known = wsplab__known_make(bucket, socket);
    int32_t error = -WSAENOBUFS;
    if (known != NULL) {
        error = wsplab__watch_attach(known, poller, base, cookie);
        wsplab__known_drop_if_idle(bucket, known);
    }
    wsplab__bucket_unlock(bucket);
    return error;
}

/* ---- what calls and answers show --------------------------------------------------------------------------------------- */

static int32_t wsplab__ask_for(struct wsplab__watch *watch, uint32_t ready) {
    int32_t error = 0;
    if ((ready & WSPLAB_READY_IN) != 0) {
        error = wsplab__ask(watch, WSPLAB_ASK_IN);
    }
    if ((ready & WSPLAB_READY_OUT) != 0 && error == 0) {
        error = wsplab__ask(watch, WSPLAB_ASK_OUT);
    }
    if ((ready & WSPLAB_READY_URGENT) != 0 && error == 0) {
        error = wsplab__ask(watch, WSPLAB_ASK_URGENT);
    }
    if ((ready & (WSPLAB_READY_HANGUP | WSPLAB_READY_ERROR)) != 0 && error == 0) {
        error = wsplab__ask(watch, WSPLAB_ASK_END);
    }
    return error;
}

int32_t wsplab__watch_again(int32_t socket, uint32_t ready) {
    int32_t error = 0;
    struct wsplab__bucket *bucket = wsplab__bucket_lock(socket);
    struct wsplab__known *known = wsplab__known_find(bucket, socket);
    for (struct wsplab__watch *watch = known != NULL ? known->watches : NULL; watch != NULL; watch = watch->next) {
        watch->told &= ~ready;
        int32_t failed = wsplab__ask_for(watch, ready);
        error = error != 0 ? error : failed;
    }
    wsplab__bucket_unlock(bucket);
    return error;
}

static void wsplab__tell(struct wsplab__watch *watch, struct wsplab__telling *telling) {
    if (watch->round != telling->round) {
        watch->round = telling->round;
        watch->slot = (uint32_t)telling->written++;
    }
    telling->ready[watch->slot] = (struct wsplab_ready){.cookie = watch->cookie, .ready = watch->told};
}

/* What is new; whatever can still become so is asked for. */
static uint32_t wsplab__judge(struct wsplab__watch *watch, const struct wsplab__poll *poll) {
    NTSTATUS status = poll->io.Status;
    uint32_t events = status == 0 && poll->info.count > 0 ? poll->info.events : 0;
    if ((events & WSPLAB_AFD_LOCAL_CLOSE) != 0) {
        return 0; /* closed past us: nothing will ever be */
    }
    uint32_t found = wsplab__ready_of(events);
    watch->told |= found;
    enum wsplab__direction direction = (enum wsplab__direction)(poll - watch->polls);
    bool again = found == 0 ? status == 0 || status == STATUS_OF_CANCELLED : direction == WSPLAB_ASK_END;
    if (found == 0 && !again) {
        found = WSPLAB_READY_ERROR; /* the driver refuses: whoever waits has to look for himself */
    } else if (again && wsplab__ask(watch, direction) != 0) {
        found |= WSPLAB_READY_ERROR;
    }
    watch->told |= found;
    return found;
}

void wsplab__watch_answered(struct wsplab__poll *poll, struct wsplab__telling *telling) {
    struct wsplab__watch *watch = poll->watch;
    struct wsplab__bucket *bucket = wsplab__bucket_lock(watch->socket);
    poll->in_flight = false;
    watch->in_flight--;
    InterlockedDecrement(&watch->poller->in_flight);
    if (!watch->removed && wsplab__judge(watch, poll) != 0) {
        wsplab__tell(watch, telling);
    }
    wsplab__watch_free_if_unused(watch);
    wsplab__bucket_unlock(bucket);
}

/* ---- connecting -------------------------------------------------------------------------------------------------------- */

int32_t wsplab__connecting_begin(int32_t socket) {
    int32_t result = -WSAENOBUFS;
    struct wsplab__bucket *bucket = wsplab__bucket_lock(socket);
    struct wsplab__known *known = wsplab__known_make(bucket, socket);
    if (known != NULL) {
        result = known->connecting ? 1 : 0;
        known->connecting = true;
    }
    wsplab__bucket_unlock(bucket);
    return result;
}

void wsplab__connecting_end(int32_t socket) {
    struct wsplab__bucket *bucket = wsplab__bucket_lock(socket);
    struct wsplab__known *known = wsplab__known_find(bucket, socket);
    if (known != NULL) {
        known->connecting = false;
        wsplab__known_drop_if_idle(bucket, known);
    }
    wsplab__bucket_unlock(bucket);
}
