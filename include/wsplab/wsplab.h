/*
 * wsplab.h - the shim's own ABI: handles that name counted objects, completion ports, events, waits, user APCs,
 * guarded memory. It carries mechanism only; every Winsock rule lives in Java.
 *
 * Errors: a function that can fail returns a wsplab_error, which is a Win32 error number (0 = success) or one of the
 * WSPLAB_E_* numbers below, which Windows does not use. Out parameters are written only on success, unless said
 * otherwise. Nothing is printed, nothing exits, no global errno is needed to learn the outcome.
 *
 * Threads: every function may be called from any thread at any time, unless said otherwise. A handle that was closed, or
 * that is of another kind, gives 6 (ERROR_INVALID_HANDLE); it never harms.
 */
#ifndef WSPLAB_WSPLAB_H
#define WSPLAB_WSPLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define WSPLAB_API __declspec(dllexport)
#else
#define WSPLAB_API __attribute__((visibility("default")))
#endif

/* Raised whenever a function, a structure or a number below changes. Java refuses a library with another number. */
#define WSPLAB_ABI_VERSION 3

typedef int32_t wsplab_error;

/* A name of an object: a multiple of 4, above 0, below 2^31, unique in the process; not reused soon after its close. The
 * two low bits of a value that is passed in are ignored (WIN-31). 0 is no handle.
 *
 * On Windows it is the value of a real HANDLE, which other native code can use: an event or a thread can be waited for, a
 * port gives its packets. Functions that take an event, a port or objects to wait for accept those that others made as well
 * (but for closing, duplicating and querying, which are for our own). A port made by
 * others must stay open, as for a file, while sockets are associated with it. Whoever closes one of ours with CloseHandle must
 * not close it here as well: by then the value may be somebody else's, which the shim notices only when it is its own again. A
 * socket's handle cannot be closed that way (under a debugger, trying to raises an exception). The value of a
 * closed port is soon given to others, though not to us: to end its waits, its real handle has to be closed at once. */
typedef uint64_t wsplab_handle;

/* Whom a handle belongs to: one isolated environment. Numbers come from wsplab_owner_new. */
typedef uint64_t wsplab_owner;

/* Added to the number of an owner: the values of its closed sockets do not rest. Each comes back as soon as the system
 * gives it out again: on posix to the owner's next socket, on Windows to whatever handle the process opens next. */
#define WSPLAB_OWNER_REUSES (1ull << 62)

/* Added to the number of an owner, shifted: the most handles that it may have open at once; one more gives 1816. 0: as many
 * as the table holds. For tests of what happens when there are no more. */
#define WSPLAB_OWNER_LIMIT_SHIFT 40
#define WSPLAB_OWNER_LIMIT_MAX 0x3FFFFFu

#define WSPLAB_KIND_ANY 0u
#define WSPLAB_KIND_SOCKET 1u
#define WSPLAB_KIND_PORT 2u
#define WSPLAB_KIND_EVENT 3u
#define WSPLAB_KIND_THREAD 4u

/* Win32 error numbers that the shim returns. */
#define WSPLAB_OK 0
#define WSPLAB_E_INVALID_HANDLE 6
#define WSPLAB_E_NOT_ENOUGH_MEMORY 8
#define WSPLAB_E_GEN_FAILURE 31
#define WSPLAB_E_INVALID_PARAMETER 87
#define WSPLAB_E_WAIT_IO_COMPLETION 192
#define WSPLAB_E_WAIT_TIMEOUT 258
#define WSPLAB_E_NO_MORE_ITEMS 259
#define WSPLAB_E_ABANDONED_WAIT_0 735
#define WSPLAB_E_NOACCESS 998
#define WSPLAB_E_TOO_MANY_HANDLES 1816 /* ERROR_NOT_ENOUGH_QUOTA */
/* The waiting thread was alerted by wsplab_thread_alert. Not a Win32 number: bit 29 is the customer bit. */
#define WSPLAB_E_INTERRUPTED 0x20000001

#define WSPLAB_INFINITE 0xFFFFFFFFu

/* Flags of waits. */
#define WSPLAB_WAIT_ALL 0x1u           /* several objects: all of them */
#define WSPLAB_WAIT_ALERTABLE 0x2u     /* pending APCs end the wait: WSPLAB_E_WAIT_IO_COMPLETION */
#define WSPLAB_WAIT_INTERRUPTIBLE 0x4u /* wsplab_thread_alert ends the wait: WSPLAB_E_INTERRUPTED */
/* On Windows an INTERRUPTIBLE wait is alertable for the kernel in any case: what others queue to the thread with
 * QueueUserAPC runs in it, and it goes on. Tickets stay queued. */

WSPLAB_API uint32_t wsplab_abi_version(void);
WSPLAB_API wsplab_owner wsplab_owner_new(void);

/* Offsets of Internal, InternalHigh, Offset, OffsetHigh, hEvent and the size of OVERLAPPED; of key, overlapped, status,
 * bytes and the size of struct wsplab_packet; the size of struct wsplab_socket_info. Writes up to `capacity` of these
 * numbers and returns how many there are. */
WSPLAB_API uint32_t wsplab_layout(uint32_t *values, uint32_t capacity);

/* ---- handles (handle_*.c) ---------------------------------------------------------------------------------------- */

struct wsplab_handle_info {
    uint32_t kind;      /* WSPLAB_KIND_* */
    uint32_t names;     /* open handles that name the same object */
    uint64_t owner;     /* of this handle */
    uint64_t object_id; /* the same for all names of one object, never used again in this process */
};

/* Functions with a `viewer` find the handles of that owner alone, and threads' own: those of another are not open to them,
 * as closed as the handles of another process. */
#define WSPLAB_SEES_ALL ((wsplab_owner)0)

/* Closes one name. kind: WSPLAB_KIND_ANY or the kind it must have. When the last name of a port goes, its waiters end
 * with 735 and its packets are discarded; a port also lives on, unnamed, for sockets associated with it. A thread's own
 * handle (wsplab_thread_self) is not closed by this: 0, and nothing happens. */
WSPLAB_API wsplab_error wsplab_handle_close(wsplab_owner viewer, wsplab_handle handle, uint32_t kind);
WSPLAB_API wsplab_error wsplab_handle_duplicate(wsplab_owner viewer, wsplab_handle handle, wsplab_owner owner,
                                                wsplab_handle *duplicate_out);
WSPLAB_API wsplab_error wsplab_handle_query(wsplab_handle handle, struct wsplab_handle_info *info_out);
/* Open handles of an owner, or of the process when owner is 0. The self handles of threads are not counted. */
WSPLAB_API uint64_t wsplab_handle_count(wsplab_owner owner);
/* Closes all that an owner has open; returns how many. */
WSPLAB_API uint64_t wsplab_handle_close_all(wsplab_owner owner);

/* ---- events (event_*.c) ------------------------------------------------------------------------------------------ */

WSPLAB_API wsplab_error wsplab_event_create(wsplab_owner owner, bool manual_reset, bool signalled,
                                            wsplab_handle *event_out);
WSPLAB_API wsplab_error wsplab_event_set(wsplab_owner viewer, wsplab_handle event);
WSPLAB_API wsplab_error wsplab_event_reset(wsplab_owner viewer, wsplab_handle event);

/* ---- completion ports (port_*.c) --------------------------------------------------------------------------------- */

/* The layout of OVERLAPPED_ENTRY. `status` is the NTSTATUS the packet was queued with, zero-extended. */
struct wsplab_packet {
    uint64_t key;
    uint64_t overlapped;
    uint64_t status;
    uint32_t bytes;
    uint32_t unused;
};

/* concurrency 0: the number of processors. */
WSPLAB_API wsplab_error wsplab_port_create(wsplab_owner owner, uint32_t concurrency, wsplab_handle *port_out);
/* Queues a packet; nothing in it is looked at. */
WSPLAB_API wsplab_error wsplab_port_post(wsplab_owner viewer, wsplab_handle port, const struct wsplab_packet *packet);
/*
 * Takes up to `count` packets, oldest first, without waiting to fill the array; waits while there is none.
 * Returns 0 and the number taken; or, with nothing taken, 258 (time-out), 735 (closed while waiting), 6, 192 (ALERTABLE:
 * APCs are pending, take them with wsplab_apc_next), WSPLAB_E_INTERRUPTED, 87 (count 0: told first), 8 (a thread's first
 * call, and memory is short). With a packet there for it the call does not wait: an alert stays for the next wait.
 * Waiters are released last in, first out (WIN-12). A packet releases a waiter only while fewer than `concurrency`
 * threads that took their last packet here are running; one blocked anywhere does not count (IOCP-Q-3). To notice one
 * that is blocked outside the shim's own waits takes about a millisecond, also with time-out 0.
 * ALERTABLE with a packet and an APC pending: WIN-9, WIN-10.
 */
WSPLAB_API wsplab_error wsplab_port_get(wsplab_owner viewer, wsplab_handle port, struct wsplab_packet *packets,
                                        uint32_t count, uint32_t timeout_ms, uint32_t flags, uint32_t *taken_out);
/* Packets queued and not yet taken (WIN-11). */
WSPLAB_API wsplab_error wsplab_port_depth(wsplab_owner viewer, wsplab_handle port, uint32_t *depth_out);
/* Threads that are waiting for a packet now; 0 for what is no port. For reports and tests. */
WSPLAB_API uint32_t wsplab_port_waiters(wsplab_owner viewer, wsplab_handle port);

/* ---- socket objects (socket.c) ----------------------------------------------------------------------------------- */

/* What a socket handle stands for. The shim keeps these numbers and never interprets them, save where said. */
#define WSPLAB_SOCKET_PROVIDER 1u /* made for WPUCreateSocketHandle */
#define WSPLAB_SOCKET_SYSTEM 2u   /* made for a base provider: a system (IFS) handle */

struct wsplab_socket_info {
    uint32_t flavour;
    uint32_t catalog_entry;
    uint64_t context;
    uint32_t modes;      /* bits given to wsplab_socket_set_modes so far */
    uint32_t overlapped; /* 1: opened for overlapped use */
    uint32_t associated; /* 1: associated with a port */
    uint32_t reserved;   /* packets reserved and not yet used or released */
    uint64_t key;        /* of the association */
    uint64_t owner;      /* of this handle */
    uint64_t object_id;
};

WSPLAB_API wsplab_error wsplab_socket_create(wsplab_owner owner, uint32_t flavour, uint32_t catalog_entry,
                                             uint64_t context, bool overlapped, wsplab_handle *socket_out);
WSPLAB_API wsplab_error wsplab_socket_query(wsplab_handle socket, struct wsplab_socket_info *info_out);
/* For wsplab_socket_query's owner of a handle: give the catalog entry anew (WPUModifyIFSHandle). */
WSPLAB_API wsplab_error wsplab_socket_set_entry(wsplab_handle socket, uint32_t catalog_entry);
/* Once per object, duplicates included: a second time gives 87, as does an object not opened for overlapped use. */
WSPLAB_API wsplab_error wsplab_socket_associate(wsplab_owner viewer, wsplab_handle socket, wsplab_handle port,
                                                uint64_t key);
/* Adds bits; none is ever removed (IOCP-SKIP-3). */
WSPLAB_API wsplab_error wsplab_socket_set_modes(wsplab_handle socket, uint32_t modes);
/* Sets aside the memory of one packet, so that completing cannot run out of it: 8 when there is none. */
WSPLAB_API wsplab_error wsplab_socket_reserve(wsplab_owner viewer, wsplab_handle socket);
/* Gives one reservation back (an operation that failed at its start); 0 also when there is none left. */
WSPLAB_API wsplab_error wsplab_socket_release(wsplab_handle socket);
/* Makes the socket itself nonsignalled, for who waits for it. */
WSPLAB_API wsplab_error wsplab_socket_reset(wsplab_handle socket);

#define WSPLAB_COMPLETE_SET_EVENT 0x1u    /* set `event` if it is one */
#define WSPLAB_COMPLETE_QUEUE_PACKET 0x2u /* queue a packet if a port is associated and no bit of skip_modes is set */
#define WSPLAB_COMPLETE_RELEASE 0x4u      /* the operation had a reservation: use it, or give it back */
#define WSPLAB_COMPLETE_SET_SOCKET 0x8u   /* signal the socket itself, unless its modes have bit 1 (IOCP-SKIP-2) */

/* What wsplab_socket_complete did. */
#define WSPLAB_DONE_EVENT_SET 0x1u
#define WSPLAB_DONE_PACKET_QUEUED 0x2u

struct wsplab_completion {
    uint64_t overlapped;
    uint64_t internal_high;
    uint64_t internal; /* NTSTATUS, zero-extended */
    wsplab_handle event;
    uint32_t flags;
    uint32_t skip_modes; /* no packet when the object's modes have one of these bits */
};

/*
 * Completes one operation (WPU-COMPLETE-12): (1) takes what the notification needs: the association, and references on
 * the port and the event; (2) stores internal_high; (3) publishes internal with release semantics; (4) sets the event,
 * queues the packet. After (3) neither the structure nor the socket is looked at again. A handle in `event` that is not
 * an event, or not seen by the socket's owner, is skipped. Errors, all before (2): 6 (socket), 8 (no reservation and no memory); 998 when (2) or (3) hits
 * memory that cannot be written: then there is no notification, but a reservation is given back.
 */
WSPLAB_API wsplab_error wsplab_socket_complete(wsplab_handle socket, const struct wsplab_completion *completion,
                                               uint32_t *done_out);

/* ---- threads and APCs (thread_*.c, apc.c) --------------------------------------------------------------------- */

/* The calling thread's own handle: made on first use, closed by itself when the thread ends; 0 when memory is short. */
WSPLAB_API wsplab_handle wsplab_thread_self(void);
/* One more name of the calling thread, to be closed with wsplab_handle_close. */
WSPLAB_API wsplab_error wsplab_thread_open(wsplab_owner owner, wsplab_handle *thread_out);
/* Makes the next or present INTERRUPTIBLE wait of that thread end; sticky until that wait or the clearing. What can be
 * had without waiting is had, and the alert stays. A thread that has ended: 0. */
WSPLAB_API wsplab_error wsplab_thread_alert(wsplab_handle thread);
WSPLAB_API void wsplab_thread_clear_alert(void);
/* Queues a packet to the port when the calling thread ends: before that thread's handles are signalled, after its own
 * handle is closed. Each call adds one more packet, whose memory is set aside here: 8 when there is none; 6 when it is no
 * port. The port is kept until then, but not open: one without a name drops the packet. */
WSPLAB_API wsplab_error wsplab_thread_post_at_end(wsplab_handle port, const struct wsplab_packet *packet);

/* Queues a ticket; its meaning is the caller's. A thread that has ended: 31 (WIN-48). */
WSPLAB_API wsplab_error wsplab_apc_queue(wsplab_owner viewer, wsplab_handle thread, uint64_t ticket);
/* The oldest ticket of the calling thread, or 259. */
WSPLAB_API wsplab_error wsplab_apc_next(uint64_t *ticket_out);
/* Tickets that were queued to threads which have since ended; each is given out once. Returns how many were written. */
WSPLAB_API uint32_t wsplab_apc_orphans(uint64_t *tickets, uint32_t capacity);

/* The thread's last-error value, shared by Win32 and Winsock (WIN-H9). */
WSPLAB_API uint32_t wsplab_last_error_get(void);
WSPLAB_API void wsplab_last_error_set(uint32_t error);

/* ---- waits (wait_*.c) -------------------------------------------------------------------------------------------- */

/*
 * Waits for 1 to 64 events, threads (signalled when ended) or sockets. Returns 0 and the lowest index that was signalled
 * (0 with WAIT_ALL); or 258, 192 (before looking at the objects: WIN-46), WSPLAB_E_INTERRUPTED, 6, 87 (count, or a
 * duplicate with WAIT_ALL), 8 (a thread's first wait, and memory is short). Objects change state only when the wait is
 * satisfied by them. Those who wait for one object are released in the order in which they began.
 */
WSPLAB_API wsplab_error wsplab_wait(wsplab_owner viewer, const wsplab_handle *handles, uint32_t count,
                                    uint32_t timeout_ms, uint32_t flags, uint32_t *index_out);
/* 258 when the time is over (whatever its length), 192, WSPLAB_E_INTERRUPTED. */
WSPLAB_API wsplab_error wsplab_sleep(uint32_t timeout_ms, uint32_t flags);

/* ---- guarded memory (guard_*.c) ---------------------------------------------------------------------------------- */

/* Each gives 998 when the address cannot be read, or written; it is not checked for anything else. A copy that meets such
 * memory half-way has already copied what lies before it. */
WSPLAB_API wsplab_error wsplab_guard_install(void); /* once per process; later calls do nothing */
WSPLAB_API wsplab_error wsplab_guard_load32(uint64_t address, uint32_t *value_out);
WSPLAB_API wsplab_error wsplab_guard_load64(uint64_t address, uint64_t *value_out);
WSPLAB_API wsplab_error wsplab_guard_load_word_acquire(uint64_t address, uint64_t *value_out); /* pointer-sized */
WSPLAB_API wsplab_error wsplab_guard_store32(uint64_t address, uint32_t value);
WSPLAB_API wsplab_error wsplab_guard_store64(uint64_t address, uint64_t value);
WSPLAB_API wsplab_error wsplab_guard_copy(uint64_t destination, uint64_t source, uint64_t length);
/* InternalHigh, then Internal with release semantics, of the OVERLAPPED at this address. */
WSPLAB_API wsplab_error wsplab_guard_publish(uint64_t overlapped, uint64_t internal_high, uint64_t internal);

/* ---- NTSTATUS and Win32 (status.c) ------------------------------------------------------------------------------- */

struct wsplab_status_row {
    uint32_t status;
    uint32_t win32;
};

/* RtlNtStatusToDosError: total, 317 for what it does not know (NTS-1, NTS-4). */
WSPLAB_API uint32_t wsplab_status_to_win32(uint32_t status);
/* The table behind it, for Java: rows and their number. */
WSPLAB_API const struct wsplab_status_row *wsplab_status_table(uint32_t *rows_out);

#ifdef __cplusplus
}
#endif

#endif
