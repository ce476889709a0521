/*
 * fuzz_kernel.c - libFuzzer makes calls of wsplab.h out of random bytes (scripts/fuzz --native).
 *
 * One thread, and no call waits. Beyond what AddressSanitizer sees: each error is one that the header tells of, packets leave
 * a port in the order in which they were queued and none twice, and in the end nothing of the owner is open.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wsplab/wsplab.h>

#define SLOTS 16u
#define STRUCTURES 4u
#define PACKETS 8u
#define PORTS 256u

struct input {
    const uint8_t *bytes;
    size_t left;
};

/* Of each port that packets were taken from: its object, and the last of them. */
struct port_order {
    uint64_t object_id;
    uint32_t last;
};

struct fuzz {
    struct input input;
    wsplab_owner owner;
    wsplab_handle slots[SLOTS];
    uint64_t structures[STRUCTURES][4]; /* as large as an OVERLAPPED */
    struct port_order ports[PORTS];
    uint32_t known_ports;
    uint32_t number; /* of the packets queued so far */
};

static void require(bool holds, const char *what, uint64_t found) {
    if (!holds) {
        fprintf(stderr, "%s: found %llu\n", what, (unsigned long long)found);
        abort();
    }
}

static uint8_t next(struct fuzz *f) {
    if (f->input.left == 0) {
        return 0;
    }
    f->input.left--;
    return *f->input.bytes++;
}

/* A handle that was made, perhaps closed since, or another kind's; or any number. */
static wsplab_handle any_handle(struct fuzz *f) {
    uint8_t which = next(f);
    if (which < 0xE0) {
        return f->slots[which % SLOTS] + (which >= 0xD0 ? which % 4u : 0);
    }
    static const wsplab_handle wild[] = {0, 1, 4, 0x7FFFFFFC, 0x80000000u, UINT32_MAX, UINT64_MAX, 0x100000004ull};
    return wild[which % (sizeof wild / sizeof wild[0])];
}

/* Where an OVERLAPPED may be: a good place, and places that cannot be written. */
static uint64_t any_structure(struct fuzz *f) {
    uint8_t which = next(f);
    switch (which % 8u) {
    case 0:
        return 0;
    case 1:
        return 8; /* never mapped */
    case 2:
        return UINT64_MAX - 64;
    case 3:
        return 0x8000000000000000ull; /* not canonical */
    default:
        return (uint64_t)(uintptr_t)f->structures[which % STRUCTURES];
    }
}

static void keep(struct fuzz *f, wsplab_error error, wsplab_handle handle) {
    if (error == WSPLAB_OK) {
        require(handle != 0 && handle % 4 == 0 && handle < 0x80000000u, "a handle's value", handle);
        f->slots[next(f) % SLOTS] = handle;
    } else {
        require(error == WSPLAB_E_INVALID_HANDLE || error == WSPLAB_E_NOT_ENOUGH_MEMORY ||
                    error == WSPLAB_E_TOO_MANY_HANDLES,
                "an error of making a handle", (uint32_t)error);
    }
}

static void make(struct fuzz *f) {
    wsplab_handle made = 0;
    uint8_t what = next(f);
    switch (what % 5u) {
    case 0:
        keep(f, wsplab_event_create(f->owner, what & 8, what & 16, &made), made);
        break;
    case 1:
        keep(f, wsplab_port_create(f->owner, what >> 4, &made), made);
        break;
    case 2:
        keep(f, wsplab_socket_create(f->owner, 1 + (what >> 4) % 2u, what, what, (what & 0x80) == 0, &made), made);
        break;
    case 3:
        keep(f, wsplab_thread_open(f->owner, &made), made);
        break;
    default:
        keep(f, wsplab_handle_duplicate(WSPLAB_SEES_ALL, any_handle(f), f->owner, &made), made);
        break;
    }
}

static bool is_one_of(wsplab_error error, wsplab_error a, wsplab_error b, wsplab_error c) {
    return error == WSPLAB_OK || error == a || error == b || error == c;
}

static void handle_error(wsplab_error error) {
    require(is_one_of(error, WSPLAB_E_INVALID_HANDLE, WSPLAB_E_NOT_ENOUGH_MEMORY, WSPLAB_E_INVALID_PARAMETER),
            "an error of a call with a handle", (uint32_t)error);
}

static void post(struct fuzz *f) {
    struct wsplab_packet packet;
    memset(&packet, 0, sizeof packet);
    packet.key = next(f);
    packet.overlapped = any_structure(f);
    packet.bytes = f->number + 1;
    wsplab_error error = wsplab_port_post(WSPLAB_SEES_ALL, any_handle(f), &packet);
    if (error == WSPLAB_OK) {
        f->number++;
    }
    handle_error(error);
}

static void complete(struct fuzz *f) {
    struct wsplab_completion completion;
    uint32_t done = 0;
    memset(&completion, 0, sizeof completion);
    completion.overlapped = any_structure(f);
    completion.internal_high = f->number + 1;
    completion.internal = next(f);
    completion.event = any_handle(f);
    completion.flags = next(f) & 0xFu;
    completion.skip_modes = next(f) & 3u;
    wsplab_error error = wsplab_socket_complete(any_handle(f), &completion, &done);
    require(is_one_of(error, WSPLAB_E_INVALID_HANDLE, WSPLAB_E_NOT_ENOUGH_MEMORY, WSPLAB_E_NOACCESS),
            "an error of completing", (uint32_t)error);
    if (error == WSPLAB_OK) {
        const uint64_t *structure = (const uint64_t *)(uintptr_t)completion.overlapped;
        require(structure[0] == completion.internal, "Internal", structure[0]);
        require(structure[1] == completion.internal_high, "InternalHigh", structure[1]);
        if (done & WSPLAB_DONE_PACKET_QUEUED) {
            require(completion.flags & WSPLAB_COMPLETE_QUEUE_PACKET, "a packet that nobody asked for",
                    completion.flags);
            f->number++;
        }
    }
}

static struct port_order *order_of(struct fuzz *f, uint64_t object_id) {
    for (uint32_t i = 0; i < f->known_ports; i++) {
        if (f->ports[i].object_id == object_id) {
            return &f->ports[i];
        }
    }
    if (f->known_ports == PORTS) {
        return NULL; /* more than are looked at */
    }
    f->ports[f->known_ports].object_id = object_id;
    return &f->ports[f->known_ports++];
}

static void take(struct fuzz *f) {
    struct wsplab_packet packets[PACKETS];
    wsplab_handle port = any_handle(f);
    uint8_t how = next(f);
    uint32_t count = how % (PACKETS + 1), taken = 0;
    struct wsplab_handle_info info;
    wsplab_error known = wsplab_handle_query(port, &info);
    wsplab_error error = wsplab_port_get(WSPLAB_SEES_ALL, port, packets, count, 0, how & WSPLAB_WAIT_ALERTABLE, &taken);
    if (error != WSPLAB_OK) {
        handle_error(error == WSPLAB_E_WAIT_TIMEOUT || error == WSPLAB_E_WAIT_IO_COMPLETION ? WSPLAB_OK : error);
        return;
    }
    require(known == WSPLAB_OK && info.kind == WSPLAB_KIND_PORT, "packets of what is no port", info.kind);
    require(taken >= 1 && taken <= count, "packets taken", taken);
    struct port_order *order = order_of(f, info.object_id);
    for (uint32_t i = 0; order != NULL && i < taken; i++) {
        require(packets[i].bytes > order->last && packets[i].bytes <= f->number, "the next packet", packets[i].bytes);
        order->last = packets[i].bytes;
    }
}

static void with_socket(struct fuzz *f) {
    struct wsplab_socket_info info;
    uint8_t what = next(f);
    wsplab_handle socket = any_handle(f);
    switch (what % 7u) {
    case 0:
        handle_error(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, any_handle(f), what));
        break;
    case 1:
        handle_error(wsplab_socket_set_modes(socket, next(f) & 3u));
        break;
    case 2:
        handle_error(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket));
        break;
    case 3:
        handle_error(wsplab_socket_release(socket));
        break;
    case 4:
        handle_error(wsplab_socket_reset(socket));
        break;
    case 5:
        handle_error(wsplab_socket_set_entry(socket, what));
        break;
    default:
        handle_error(wsplab_socket_query(socket, &info));
        break;
    }
}

static void look(struct fuzz *f) {
    wsplab_handle handles[4];
    uint8_t how = next(f);
    uint32_t count = how % 5u, index = 0;
    for (uint32_t i = 0; i < count; i++) {
        handles[i] = any_handle(f);
    }
    wsplab_error error =
        wsplab_wait(WSPLAB_SEES_ALL, handles, count, 0, (how >> 4) & (WSPLAB_WAIT_ALL | WSPLAB_WAIT_ALERTABLE), &index);
    if (error == WSPLAB_OK) {
        require(index < count, "the index of a wait", index);
    } else {
        handle_error(error == WSPLAB_E_WAIT_TIMEOUT || error == WSPLAB_E_WAIT_IO_COMPLETION ? WSPLAB_OK : error);
    }
}

static void with_memory(struct fuzz *f) {
    uint64_t value = 0, at = any_structure(f);
    uint32_t half = 0;
    wsplab_error error = WSPLAB_OK;
    switch (next(f) % 6u) {
    case 0:
        error = wsplab_guard_load32(at, &half);
        break;
    case 1:
        error = wsplab_guard_load64(at, &value);
        break;
    case 2:
        error = wsplab_guard_store64(at, 1);
        break;
    case 3:
        error = wsplab_guard_publish(at, 1, 2);
        break;
    case 4:
        error = wsplab_guard_copy(at, any_structure(f), next(f) % 33u);
        break;
    default:
        error = wsplab_guard_load_word_acquire(at, &value);
        break;
    }
    require(is_one_of(error, WSPLAB_E_NOACCESS, WSPLAB_OK, WSPLAB_OK), "an error of guarded memory", (uint32_t)error);
}

static void with_apcs(struct fuzz *f) {
    uint64_t ticket = 0;
    uint8_t what = next(f);
    wsplab_error error;
    switch (what % 3u) {
    case 0:
        error = wsplab_apc_queue(WSPLAB_SEES_ALL, what & 8 ? wsplab_thread_self() : any_handle(f), what);
        handle_error(error == WSPLAB_E_GEN_FAILURE ? WSPLAB_OK : error);
        break;
    case 1:
        error = wsplab_apc_next(&ticket);
        require(error == WSPLAB_OK || error == WSPLAB_E_NO_MORE_ITEMS, "an error of the next APC", (uint32_t)error);
        break;
    default:
        error = wsplab_sleep(0, WSPLAB_WAIT_ALERTABLE);
        require(error == WSPLAB_E_WAIT_TIMEOUT || error == WSPLAB_E_WAIT_IO_COMPLETION, "the end of a sleep",
                (uint32_t)error);
        break;
    }
}

static void call(struct fuzz *f) {
    switch (next(f) % 12u) {
    case 0:
    case 1:
        make(f);
        break;
    case 2:
        handle_error(wsplab_handle_close(WSPLAB_SEES_ALL, any_handle(f), next(f) % 5u));
        break;
    case 3:
        handle_error(wsplab_event_set(WSPLAB_SEES_ALL, any_handle(f)));
        break;
    case 4:
        handle_error(wsplab_event_reset(WSPLAB_SEES_ALL, any_handle(f)));
        break;
    case 5:
        post(f);
        break;
    case 6:
        take(f);
        break;
    case 7:
        complete(f);
        break;
    case 8:
        with_socket(f);
        break;
    case 9:
        look(f);
        break;
    case 10:
        with_memory(f);
        break;
    default:
        with_apcs(f);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct fuzz fuzz; /* too large for a stack */
    uint64_t ticket;
    wsplab_guard_install(); /* after libFuzzer's own handlers, so that it comes before them */
    memset(&fuzz, 0, sizeof fuzz);
    fuzz.input.bytes = bytes;
    fuzz.input.left = size;
    fuzz.owner = wsplab_owner_new() | (size > 0 && bytes[0] & 1 ? 10ull << WSPLAB_OWNER_LIMIT_SHIFT : 0);
    while (fuzz.input.left > 0) {
        call(&fuzz);
    }
    while (wsplab_apc_next(&ticket) == WSPLAB_OK) {
        /* none is left for the next input */
    }
    wsplab_handle_close_all(fuzz.owner);
    require(wsplab_handle_count(fuzz.owner) == 0, "handles left open", wsplab_handle_count(fuzz.owner));
    return 0;
}
