/* test_forefront_socket.c - sockets and buffers of the firewall service, called and calling as C++ does. */
#include "test.h"

#include "alloc.h"
#include "forefront_com.h"
#include "wsplab/forefront.h"

#include <string.h>

#define NOT_IMPLEMENTED ((int32_t)0x80004001)
#define BUFFER_FULL ((int32_t)0xC0040007)

static struct {
    int32_t method;
    uint64_t arguments[5];
} last;

static int32_t carry(void *context, int32_t method, const uint64_t arguments[5]) {
    CHECK(context == &last);
    last.method = method;
    memcpy(last.arguments, arguments, sizeof last.arguments);
    return 0;
}

static struct wsplab_fwx_object *object_of(int32_t kind) {
    struct wsplab_fwx_object *object = wsplab_fwx_object_new(kind, carry, &last);
    CHECK(object != NULL);
    last.method = -1;
    return object;
}

/* Any method that takes words and returns an HRESULT; calls give as many as it has. */
typedef int32_t(WSPLAB_COM_CALL *none)(void *);
typedef int32_t(WSPLAB_COM_CALL *one)(void *, uintptr_t);
typedef int32_t(WSPLAB_COM_CALL *two)(void *, uintptr_t, uintptr_t);
typedef int32_t(WSPLAB_COM_CALL *three)(void *, uintptr_t, uintptr_t, uintptr_t);
typedef int32_t(WSPLAB_COM_CALL *four)(void *, uintptr_t, uintptr_t, uintptr_t, uintptr_t);
typedef int32_t(WSPLAB_COM_CALL *with_data)(void *, uintptr_t, uintptr_t, int64_t);
typedef int32_t(WSPLAB_COM_CALL *with_word)(void *, uintptr_t, int64_t);
typedef int32_t(WSPLAB_COM_CALL *send_to)(void *, uintptr_t, uintptr_t, int32_t, uintptr_t, int64_t);
typedef int32_t(WSPLAB_COM_CALL *flagged)(void *, uint8_t);
typedef int32_t(WSPLAB_COM_CALL *option)(void *, int32_t, int32_t, uintptr_t, int32_t);

#define AT(object, place, type) ((type)(*(void ***)(void *)(object))[place])
#define CAME(number) (last.method == (number))

/* FWX-75: the order of wspfwext.idl, and every argument in its place. */
static void buffer_methods_stand_where_the_idl_has_them(void) {
    struct wsplab_fwx_object *buffer = object_of(WSPLAB_FWX_BUFFER);
    CHECK(AT(buffer, 3, two)(buffer, 1, 2) == 0 && CAME(WSPLAB_FWX_BUFFER_GET));
    CHECK(last.arguments[0] == 1 && last.arguments[1] == 2);
    CHECK(AT(buffer, 4, one)(buffer, 0xFFFFFFFF) == 0 && CAME(WSPLAB_FWX_BUFFER_SET_SIZE));
    CHECK(last.arguments[0] == 0xFFFFFFFF);
    CHECK(AT(buffer, 5, four)(buffer, 1, 2, 3, 4) == 0 && CAME(WSPLAB_FWX_BUFFER_READ_AT));
    CHECK(last.arguments[3] == 4);
    CHECK(AT(buffer, 6, four)(buffer, 5, 6, 7, 8) == 0 && CAME(WSPLAB_FWX_BUFFER_SEND_TO));
    CHECK(last.arguments[0] == 5 && last.arguments[3] == 8);
    CHECK(AT(buffer, 7, three)(buffer, 1, 2, 3) == 0 && CAME(WSPLAB_FWX_BUFFER_APPEND));
    CHECK(last.arguments[2] == 3);
    CHECK(AT(buffer, 8, two)(buffer, 1, 2) == 0 && CAME(WSPLAB_FWX_BUFFER_SIZES));
    wsplab_fwx_object_free(buffer);
}

/* FWX-78, FWX-79. */
static void socket_methods_stand_where_the_idl_has_them(void) {
    struct wsplab_fwx_object *socket = object_of(WSPLAB_FWX_SOCKET);
    CHECK(AT(socket, 3, with_data)(socket, 1, 2, INT64_MIN) == 0 && CAME(WSPLAB_FWX_SOCKET_SEND));
    CHECK((int64_t)last.arguments[2] == INT64_MIN);
    CHECK(AT(socket, 4, send_to)(socket, 1, 2, -3, 4, -5) == 0 && CAME(WSPLAB_FWX_SOCKET_SEND_TO));
    CHECK((int64_t)last.arguments[2] == -3 && last.arguments[3] == 4 && (int64_t)last.arguments[4] == -5);
    CHECK(AT(socket, 5, with_data)(socket, 0, 2, -1) == 0 && CAME(WSPLAB_FWX_SOCKET_RECV));
    CHECK(AT(socket, 6, flagged)(socket, 1) == 0 && CAME(WSPLAB_FWX_SOCKET_SHUTDOWN) && last.arguments[0] == 1);
    CHECK(AT(socket, 7, flagged)(socket, 0) == 0 && CAME(WSPLAB_FWX_SOCKET_CLOSE) && last.arguments[0] == 0);
    last.method = -1;
    CHECK(AT(socket, 8, one)(socket, 1) == NOT_IMPLEMENTED && AT(socket, 9, none)(socket) == NOT_IMPLEMENTED);
    CHECK(AT(socket, 18, two)(socket, 1, 1) == NOT_IMPLEMENTED && CAME(-1));
    CHECK(AT(socket, 10, two)(socket, 1, 16) == 0 && CAME(WSPLAB_FWX_SOCKET_CONNECT));
    CHECK(AT(socket, 11, three)(socket, 1, 16, 9) == 0 && CAME(WSPLAB_FWX_SOCKET_BIND) && last.arguments[2] == 9);
    CHECK(AT(socket, 12, two)(socket, 1, 2) == 0 && CAME(WSPLAB_FWX_SOCKET_NAME));
    CHECK(AT(socket, 13, two)(socket, 1, 2) == 0 && CAME(WSPLAB_FWX_SOCKET_PEER));
    CHECK(AT(socket, 14, one)(socket, 5) == 0 && CAME(WSPLAB_FWX_SOCKET_LISTEN));
    CHECK(AT(socket, 15, option)(socket, 0xFFFF, -129, 3, 4) == 0 && CAME(WSPLAB_FWX_SOCKET_SET_OPTION));
    CHECK((int64_t)last.arguments[1] == -129 && last.arguments[3] == 4);
    CHECK(AT(socket, 16, four)(socket, 1, 2, 3, 4) == 0 && CAME(WSPLAB_FWX_SOCKET_GET_OPTION));
    CHECK(AT(socket, 17, with_word)(socket, 7, -9) == 0 && CAME(WSPLAB_FWX_SOCKET_ACCEPT) &&
          (int64_t)last.arguments[1] == -9);
    CHECK(AT(socket, 19, one)(socket, 1) == 0 && CAME(WSPLAB_FWX_SOCKET_SET_FILTER));
    CHECK(AT(socket, 20, one)(socket, 1) == 0 && CAME(WSPLAB_FWX_SOCKET_GET_FILTER));
    wsplab_fwx_object_free(socket);
}

static void firewall_makes_sockets_and_buffers(void) {
    struct wsplab_fwx_object *firewall = object_of(WSPLAB_FWX_FIREWALL);
    CHECK(AT(firewall, 5, two)(firewall, 6, 2) == 0 && CAME(WSPLAB_FWX_CREATE_SOCKET) && last.arguments[1] == 2);
    CHECK(AT(firewall, 6, three)(firewall, 1, 2, 3) == 0 && CAME(WSPLAB_FWX_CREATE_CONST_BUFFER));
    CHECK(AT(firewall, 7, two)(firewall, 1, 2) == 0 && CAME(WSPLAB_FWX_CREATE_BUFFER));
    CHECK(AT(firewall, 8, four)(firewall, 1, 2, 3, 4) == 0 && CAME(WSPLAB_FWX_CREATE_WINDOW_BUFFER));
    CHECK(last.arguments[3] == 4);
    wsplab_fwx_object_free(firewall);
}

static void short_memory_gives_no_object(void) {
    for (int64_t kind = WSPLAB_FWX_BUFFER; kind <= WSPLAB_FWX_SOCKET; kind++) {
        wsplab_test_fail_allocation_after(0);
        CHECK(wsplab_fwx_object_new((int32_t)kind, carry, &last) == NULL);
        wsplab_test_fail_allocation_after(-1);
    }
}

/* ---- objects of a filter's own: tables as a C++ compiler makes them ------------------------------------------------ */

struct told {
    const void *methods;
    int32_t success;
    uint32_t error;
    void *buffer;
    int64_t user_data;
    void *addresses[2];
    uint32_t lengths[2];
};

static int32_t WSPLAB_COM_CALL hears_io(struct told *self, int32_t success, uint32_t error, void *buffer,
                                        int64_t user_data, void *address, int32_t length) {
    self->success = success, self->error = error, self->buffer = buffer, self->user_data = user_data;
    self->addresses[0] = address, self->lengths[0] = (uint32_t)length;
    return 11;
}

static int32_t WSPLAB_COM_CALL hears_accept(struct told *self, int32_t success, uint32_t error, void *listening,
                                            void *accepted, void *remote, uint32_t remote_length, void *local,
                                            uint32_t local_length, int64_t user_data) {
    CHECK(listening == &last);
    self->success = success, self->error = error, self->buffer = accepted, self->user_data = user_data;
    self->addresses[0] = remote, self->lengths[0] = remote_length;
    self->addresses[1] = local, self->lengths[1] = local_length;
    return 12;
}

typedef void (*method)(void);

/* FWX-75, FWX-101: six arguments in their order, the error before the buffer. */
static void io_completion_hears_its_six_arguments(void) {
    const method methods[] = {NULL, NULL, NULL, (method)hears_io};
    struct told told = {.methods = methods};
    char from[16];
    struct wsplab_fwx_address address = {from, sizeof from};
    CHECK(wsplab_fwx_complete_io(&told, false, 995, &last, INT64_MIN, address) == 11);
    CHECK(told.success == 0 && told.error == 995 && told.buffer == &last && told.user_data == INT64_MIN);
    CHECK(told.addresses[0] == from && told.lengths[0] == 16);
    CHECK(wsplab_fwx_complete_io(&told, true, 0, NULL, 1, (struct wsplab_fwx_address){0}) == 11);
    CHECK(told.success == 1 && told.buffer == NULL && told.addresses[0] == NULL && told.lengths[0] == 0);
}

/* FWX-79. */
static void accept_completion_hears_both_sockets_and_addresses(void) {
    const method methods[] = {NULL, NULL, NULL, (method)hears_accept};
    struct told told = {.methods = methods};
    char remote[16], local[28], accepted;
    struct wsplab_fwx_address far_end = {remote, sizeof remote}, near_end = {local, sizeof local};
    CHECK(wsplab_fwx_complete_accept(&told, true, 0, &last, &accepted, far_end, near_end, -7) == 12);
    CHECK(told.success == 1 && told.buffer == &accepted && told.user_data == -7);
    CHECK(told.addresses[0] == remote && told.lengths[0] == 16);
    CHECK(told.addresses[1] == local && told.lengths[1] == 28);
}

struct own_buffer {
    const void *methods;
    uint32_t used;
    int32_t answer;
    uint8_t bytes[4];
};

static int32_t WSPLAB_COM_CALL own_get(struct own_buffer *self, uint8_t **buffer_out, uint32_t *size_out) {
    *buffer_out = self->bytes;
    *size_out = self->used;
    return self->answer;
}

static int32_t WSPLAB_COM_CALL own_set(struct own_buffer *self, uint32_t size) {
    self->used = size;
    return 0;
}

static int32_t WSPLAB_COM_CALL own_append(struct own_buffer *self, const void *from, uint32_t count, uint32_t *out) {
    uint32_t fits = count < sizeof self->bytes - self->used ? count : (uint32_t)sizeof self->bytes - self->used;
    memcpy(self->bytes + self->used, from, fits);
    self->used += fits;
    *out = fits;
    return fits == count ? 0 : BUFFER_FULL;
}

static int32_t WSPLAB_COM_CALL own_sizes(struct own_buffer *self, uint32_t *allocated_out, uint32_t *used_out) {
    *allocated_out = sizeof self->bytes;
    *used_out = self->used;
    return 0;
}

/* Page dd436833: a filter may bring buffers of its own. */
static void buffer_of_a_filter_is_looked_at_and_filled(void) {
    const method methods[] = {
        NULL, NULL, NULL, (method)own_get, (method)own_set, NULL /*read*/, NULL, (method)own_append, (method)own_sizes};
    struct own_buffer own = {.methods = methods, .used = 1};
    struct wsplab_fwx_room room;
    CHECK(wsplab_fwx_buffer_look(&own, &room) == 0);
    CHECK(room.address == own.bytes && room.allocated == 4 && room.used == 1);
    CHECK(wsplab_fwx_buffer_set_data_size(&own, 2) == 0 && own.used == 2);
    CHECK(wsplab_fwx_buffer_append(&own, "xyz", 3) == 2);
    CHECK(own.used == 4 && own.bytes[2] == 'x' && own.bytes[3] == 'y');
    own.answer = NOT_IMPLEMENTED;
    CHECK(wsplab_fwx_buffer_look(&own, &room) == NOT_IMPLEMENTED);
}

int main(void) {
    RUN(buffer_methods_stand_where_the_idl_has_them);
    RUN(socket_methods_stand_where_the_idl_has_them);
    RUN(firewall_makes_sockets_and_buffers);
    RUN(short_memory_gives_no_object);
    RUN(io_completion_hears_its_six_arguments);
    RUN(accept_completion_hears_both_sockets_and_addresses);
    RUN(buffer_of_a_filter_is_looked_at_and_filled);
    return 0;
}
