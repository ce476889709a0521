/*
 * operation.pml - the life of an operation, for spin: one structure, used for two operations in turn, on one socket.
 *
 * scripts/model walks through every interleaving of the client, two threads of the provider, whoever cancels, closes or cleans up,
 * and whoever associates the socket with a port. Each statement is one step that others see. A rule that must hold stands as
 * HOLDS(rule, condition). Each macro in an #ifdef is a variant: what goes wrong when one step is left out or done too early or
 * too late. The script says of each variant which rule it breaks; docs/model.md tells what all this has shown.
 */
#define ROUNDS 2
#define NONE 7 /* no operation */

/* ---- the table that OperationModelTest compares with dev.wsplab.operation.Operation ------------------------------- */

mtype:state = { STARTING, PENDING, COMPLETED, DELIVERED, FAILED_TO_START };

/* Compare-and-set, as Operation does it; first says whether it was this one that changed the state. */
inline move(r, from, to, first) {
    atomic {
        if
        :: state[r] == from -> state[r] = to; first = true
        :: else -> first = false
        fi
    }
}

inline pended(r, first) {
#ifdef PENDS_BLINDLY
    state[r] = PENDING; first = true
#else
    move(r, STARTING, PENDING, first)
#endif
}

inline failedToStart(r, first) { move(r, STARTING, FAILED_TO_START, first) }

/* Twice: its starting call may return between the two. */
inline completed(r, first) {
    move(r, STARTING, COMPLETED, first);
    if
    :: !first -> move(r, PENDING, COMPLETED, first)
    :: else
    fi
}

inline delivered(r, first) { move(r, COMPLETED, DELIVERED, first) }

/* ---- the rules ----------------------------------------------------------------------------------------------------- */

mtype = {
    WPU_COMPLETE_7, WPU_COMPLETE_9, WPU_COMPLETE_12, WPU_COMPLETE_18, WPU_COMPLETE_19, WPU_CLOSE_3, WPU_APC_8, WPU_APC_9,
    IOCP_CREATE_9, WSP_CLEAN_3, WIN_33, WIN_44, WIN_48, WIN_H1, DEC_14
};

/* Of a variant one rule is looked at, which it must break. */
#ifdef ONLY
#define ASKED(rule) (rule == ONLY)
#else
#define ASKED(rule) true
#endif
#define HOLDS(rule, condition) if :: (condition) || !ASKED(rule) :: else -> printf("broken: %e\n", rule); assert(false) fi

/* ---- what they share ----------------------------------------------------------------------------------------------- */

mtype:how = { BY_EVENT, BY_PACKET, BY_ROUTINE, BY_POLLING }; /* what the client waits for */

mtype:state state[ROUNDS];
mtype:how how[ROUNDS];
bool registered[ROUNDS];   /* the host knows it */
bool reachedBack[ROUNDS];  /* the association was there before its completion began */
bool portAtStart[ROUNDS]; /* the association was there when it was started */
bool silent[ROUNDS];       /* ended by the last WSPCleanup */
bool through[ROUNDS];      /* there was a port when its completion began */
bool taken[ROUNDS];        /* a packet has delivered it */
byte completions[ROUNDS];
byte events[ROUNDS];
byte packets[ROUNDS];
byte routines[ROUNDS];

/* The structure. */
byte owner = NONE; /* the operation that it was given to; NONE: it is the client's */
bool pending;      /* Internal is 0x103 */
byte high;         /* InternalHigh */
bool event;        /* what hEvent names is signalled */

/* The socket, and what the provider keeps for it. */
bool associated;
bool open = true;
bool closing;     /* operations fail at once from now on */
byte request = NONE; /* what nobody has begun to complete */
byte outstanding; /* started, and not completed yet */

/* The port, and the APCs of the client's thread. */
chan port = [4] of { byte };
chan apcs = [4] of { byte };
bool alive = true;

bool started; /* the client starts nothing any more */

/* ---- completing ------------------------------------------------------------------------------------------------------ */

/*
 * Operations.notified for one that has no packet. Was it delivered by one, that was of the other operation on this structure: the
 * client had reused it, and the register goes by addresses.
 */
inline nothingMoreComes(r, first) {
    delivered(r, first);
#ifndef KEEPS_WHAT_A_PACKET_DELIVERED
    if
    :: !first && taken[0] && r == 0 -> delivered(1, first)
    :: !first && taken[1] && r == 1 -> delivered(0, first)
    :: else
    fi
#endif
}

/* Of worker, canceller and closer one alone gets a request. */
inline claim(r) {
#ifdef CLAIMS_IN_TWO_STEPS
    r = request;
    request = NONE
#else
    atomic { r = request; request = NONE }
#endif
}

/* InternalHigh, then Internal. From then on the structure is the client's. */
inline publish(r) {
#if defined(SWAPS_THE_STORES)
    HOLDS(WPU_COMPLETE_12, owner == r); pending = false;
    high = r + 1
#elif defined(STORES_PLAINLY)
    /* What a weakly ordered processor may do with two plain stores. */
    if
    :: pending = false; high = r + 1
    :: high = r + 1; pending = false
    fi
#else
    atomic { HOLDS(WPU_COMPLETE_12, owner == r); high = r + 1 };
    atomic { HOLDS(WPU_COMPLETE_12, owner == r); pending = false }
#endif
}

inline queueApc(r, ok) {
    atomic {
        ok = alive;
        if
        :: ok -> apcs ! r
        :: else
        fi
    }
}

inline completeByRoutine(r, ok, first) {
#ifdef QUEUES_THE_ROUTINE_FIRST
    queueApc(r, ok); publish(r);
#else
    publish(r); queueApc(r, ok);
#endif
#ifdef ROUTINE_AND_PACKET
    port ! r; packets[r]++;
#endif
#ifndef FORGETS_LOST_ROUTINES
    if
    :: !ok -> delivered(r, first) /* Operations.routineLost */
    :: else
    fi
#endif
}

inline notify(r, setsEvent, port_) {
    if
    :: setsEvent -> atomic { event = true; events[r]++ }
    :: else
    fi;
    if
    :: port_ -> atomic { packets[r]++; port ! r }
    :: else
    fi
}

inline completeByKernel(r, setsEvent, port_, first) {
    /* (1) what the notification needs (WPU-COMPLETE-12) */
    setsEvent = (how[r] == BY_EVENT);
#ifdef LOOKS_FOR_THE_PORT_AT_START
    port_ = portAtStart[r];
#else
    port_ = associated;
#endif
#ifdef NOTIFIES_FIRST
    notify(r, setsEvent, port_); publish(r);
#else
    publish(r);
#ifdef LOOKS_AT_IT_AGAIN
    atomic { HOLDS(WPU_COMPLETE_12, owner == r); setsEvent = (how[r] == BY_EVENT) };
#endif
#ifdef FORGETS_EVENTS
    setsEvent = false;
#endif
    notify(r, setsEvent, port_);
#endif
    /* Operations.notified: a packet is on its way, or there is nothing more to come. */
    if
    :: !port_ -> nothingMoreComes(r, first)
    :: else
    fi
}

inline complete(r, ok, setsEvent, port_, first) {
    atomic {
        HOLDS(WIN_H1, registered[r]);
        HOLDS(WPU_CLOSE_3, open);
        reachedBack[r] = associated;
        through[r] = associated
    };
    completed(r, first); /* Operations.completing */
    atomic { completions[r]++; HOLDS(WPU_COMPLETE_18, completions[r] == 1) };
    if
    :: how[r] == BY_ROUTINE -> completeByRoutine(r, ok, first)
    :: else -> completeByKernel(r, setsEvent, port_, first)
    fi;
    outstanding--
}

/* A thread of the provider: two, since one may still notify while the other completes what was started meanwhile. */
active [2] proctype worker() {
    byte r = NONE;
    bool ok, setsEvent, port_, first;
    do
    :: request != NONE ->
        claim(r);
        if
        :: r != NONE -> complete(r, ok, setsEvent, port_, first)
        :: else
        fi;
        r = NONE
    :: started && request == NONE -> break
    od
}

/* CancelIoEx, or closesocket, or the last WSPCleanup; or none of them. */
active proctype ender() {
    byte r = NONE;
    bool ok, setsEvent, port_, first;
    if
    :: skip
    :: /* CancelIoEx */
        claim(r);
        if
        :: r != NONE -> complete(r, ok, setsEvent, port_, first)
        :: else
        fi
    :: /* closesocket (DEC-12) */
        closing = true;
#ifdef CLOSES_BEFORE_IT_COMPLETES
        open = false;
#endif
        claim(r);
        if
        :: r != NONE -> complete(r, ok, setsEvent, port_, first)
        :: else
        fi;
#ifndef CLOSES_WITH_OPERATIONS_OUTSTANDING
        outstanding == 0; /* another thread may be completing */
#endif
        open = false
    :: /* WSPCleanup: silently (WSP-CLEAN-3) */
        closing = true;
        claim(r);
        if
        :: r != NONE ->
            silent[r] = true;
            setsEvent = (how[r] == BY_EVENT);
            publish(r);
#ifdef CLEANUP_NOTIFIES
            notify(r, setsEvent, associated);
#endif
            outstanding--
        :: else
        fi
    fi
}

/* CreateIoCompletionPort, at any moment. */
active proctype associator() {
    if
    :: associated = true
    :: skip
    fi
}

/* ---- the client ------------------------------------------------------------------------------------------------------ */

/* The call itself; a provider's starting function runs in it. */
inline start(r, failed, first) {
    atomic {
        state[r] = STARTING;
        high = 0;
#ifndef REGISTERS_LATE
        registered[r] = true;
#endif
        owner = r;
        portAtStart[r] = associated;
#ifndef LEAVES_THE_EVENT
        event = false;
#endif
#ifndef MARKS_LATE
        pending = true;
#endif
    };
    atomic { /* the provider's own lock */
        /* WIN-18: no routine on a socket that has a port */
        failed = closing || (how[r] == BY_ROUTINE && associated);
        if
        :: failed
        :: else -> HOLDS(WIN_44, !event); request = r; outstanding++
        fi
    };
#ifdef MARKS_LATE
    pending = true;
#endif
#ifdef REGISTERS_LATE
    registered[r] = true;
#endif
    if
    :: failed -> failedToStart(r, first); pending = false; owner = NONE
    :: else -> pended(r, first); HOLDS(WPU_COMPLETE_19, state[r] != PENDING || completions[r] == 0)
    fi
}

/*
 * Operations.dequeued goes by the address: the oldest that is complete and not delivered, one of which a packet was to be
 * expected before the others.
 */
inline dequeued(r, first) {
    first = false;
    atomic {
        if
        :: state[0] == COMPLETED && (through[0] || !(state[1] == COMPLETED && through[1])) -> delivered(0, first); taken[0] = true
        :: else ->
            if
            :: state[1] == COMPLETED -> delivered(1, first); taken[1] = true
            :: else
            fi
        fi
    };
#ifdef TELLS_PACKETS_APART
    HOLDS(DEC_14, state[r] == DELIVERED);
#endif
    HOLDS(WPU_COMPLETE_18, first)
}

inline takesPacket(r, packet, first) {
    do
    :: port ? packet ->
        dequeued(packet, first);
        if
        :: packet == r -> break
        :: else /* of one before, which was polled for */
        fi
    :: silent[r] && !pending -> break
    od
}

inline waits(r, packet, first) {
    if
    :: how[r] == BY_EVENT ->
#ifdef POLLS_AND_USES_THE_EVENT_AGAIN
        event || !pending;
#else
        event || (silent[r] && !pending);
#endif
        HOLDS(WIN_33, !pending && high == r + 1)
    :: how[r] == BY_PACKET ->
        takesPacket(r, packet, first);
        HOLDS(WIN_33, !pending && high == r + 1)
    :: how[r] == BY_POLLING ->
        !pending;
        HOLDS(WPU_COMPLETE_9, high == r + 1)
    :: how[r] == BY_ROUTINE ->
        if
        :: apcs ? packet -> /* an alertable wait */
            HOLDS(WPU_APC_8, !pending && high == r + 1);
            routines[r]++;
            completed(r, first); /* Operations.routine */
            delivered(r, first);
            HOLDS(WPU_APC_9, events[r] == 0 && packets[r] == 0)
        :: r == ROUNDS - 1 -> /* the thread ends, and what it has started is the host's to forget */
            atomic {
                alive = false;
                if
                :: state[r] == COMPLETED -> state[r] = DELIVERED /* Operations.threadEnded */
                :: else
                fi
            };
            !pending
        :: silent[r] && !pending
        fi
    fi;
    owner = NONE
}

active proctype client() {
    byte r = 0, packet = NONE;
    bool failed, first;
    do
    :: r < ROUNDS ->
        if
        :: how[r] = BY_EVENT
        :: how[r] = BY_ROUTINE
        :: how[r] = BY_POLLING
        :: associated -> how[r] = BY_PACKET
        fi;
        start(r, failed, first);
        if
        :: !failed -> waits(r, packet, first)
        :: else
        fi;
        r++
    :: r == ROUNDS -> break
    od;
    started = true;
    do
    :: port ? packet -> dequeued(packet, first) /* also of a socket that is closed: DEC-14 */
    :: outstanding == 0 && empty(port) -> break
    od;
    r = 0;
    atomic { do
    :: r < ROUNDS ->
        if
        :: state[r] == FAILED_TO_START ->
            HOLDS(WPU_COMPLETE_18, completions[r] + events[r] + packets[r] + routines[r] == 0)
        :: silent[r] -> HOLDS(WSP_CLEAN_3, events[r] + packets[r] + routines[r] == 0)
        :: else ->
            HOLDS(WPU_COMPLETE_18, completions[r] == 1);
            HOLDS(IOCP_CREATE_9, !reachedBack[r] || how[r] == BY_ROUTINE || packets[r] == 1);
            HOLDS(WPU_COMPLETE_7, how[r] != BY_EVENT || events[r] == 1);
            if
            :: !alive && how[r] == BY_ROUTINE -> HOLDS(WIN_48, state[r] == DELIVERED)
            :: else -> HOLDS(WPU_COMPLETE_18, state[r] == DELIVERED)
            fi
        fi;
        r++
    :: r == ROUNDS -> break
    od }
}
