/* forefront_socket.c - methods of buffers and sockets of the firewall service, in the order of wspfwext.idl. */
#include "forefront_object.h"

/* ---- IFWXIOBuffer ------------------------------------------------------------------------------------------------ */

static int32_t WSPLAB_COM_CALL wsplab__get_buffer_and_size(SELF, void **buffer_out, uint32_t *size_out) {
    return wsplab__carry(self, WSPLAB_FWX_BUFFER_GET, wsplab__word(buffer_out), wsplab__word(size_out), 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__set_data_size(SELF, uint32_t size) {
    return wsplab__carry(self, WSPLAB_FWX_BUFFER_SET_SIZE, size, 0, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__read_at(SELF, uint32_t offset, void *to, uint32_t count, uint32_t *count_out) {
    return wsplab__carry(self, WSPLAB_FWX_BUFFER_READ_AT, offset, wsplab__word(to), count, wsplab__word(count_out), 0);
}

static int32_t WSPLAB_COM_CALL wsplab__send_to_buffer(SELF, void *destination, uint32_t offset, uint32_t count,
                                                      uint32_t *count_out) {
    return wsplab__carry(self, WSPLAB_FWX_BUFFER_SEND_TO, wsplab__word(destination), offset, count,
                         wsplab__word(count_out), 0);
}

static int32_t WSPLAB_COM_CALL wsplab__append(SELF, const void *from, uint32_t count, uint32_t *count_out) {
    return wsplab__carry(self, WSPLAB_FWX_BUFFER_APPEND, wsplab__word(from), count, wsplab__word(count_out), 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__get_buffer_sizes(SELF, uint32_t *allocated_out, uint32_t *used_out) {
    return wsplab__carry(self, WSPLAB_FWX_BUFFER_SIZES, wsplab__word(allocated_out), wsplab__word(used_out), 0, 0, 0);
}

static const wsplab__method wsplab__buffer[] = {
    UNKNOWN,
    METHOD(wsplab__get_buffer_and_size),
    METHOD(wsplab__set_data_size),
    METHOD(wsplab__read_at),
    METHOD(wsplab__send_to_buffer),
    METHOD(wsplab__append),
    METHOD(wsplab__get_buffer_sizes),
};

/* ---- IFWXSocket -------------------------------------------------------------------------------------------------- */

static int32_t WSPLAB_COM_CALL wsplab__send(SELF, void *buffer, void *completion, int64_t user_data) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_SEND, wsplab__word(buffer), wsplab__word(completion),
                         (uint64_t)user_data, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__send_to(SELF, void *buffer, const void *address, int32_t length,
                                               void *completion, int64_t user_data) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_SEND_TO, wsplab__word(buffer), wsplab__word(address),
                         (uint64_t)(int64_t)length, wsplab__word(completion), (uint64_t)user_data);
}

static int32_t WSPLAB_COM_CALL wsplab__recv(SELF, void *buffer, void *completion, int64_t user_data) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_RECV, wsplab__word(buffer), wsplab__word(completion),
                         (uint64_t)user_data, 0, 0);
}

/* BOOLEAN is a byte. */
static int32_t WSPLAB_COM_CALL wsplab__shutdown(SELF, uint8_t abortive) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_SHUTDOWN, abortive, 0, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__close_socket(SELF, uint8_t abortive) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_CLOSE, abortive, 0, 0, 0, 0);
}

/* The service's own business: _GetWriteCount, _IsDataAvailable, __SetPacketFilterOptions. */
static int32_t WSPLAB_COM_CALL wsplab__private_0(SELF) {
    (void)self;
    return NOT_IMPLEMENTED;
}

static int32_t WSPLAB_COM_CALL wsplab__private_1(SELF, uintptr_t a) {
    (void)self, (void)a;
    return NOT_IMPLEMENTED;
}

static int32_t WSPLAB_COM_CALL wsplab__private_2(SELF, uintptr_t a, uintptr_t b) {
    (void)self, (void)a, (void)b;
    return NOT_IMPLEMENTED;
}

/* ---- IFWXNetworkSocket ------------------------------------------------------------------------------------------- */

static int32_t WSPLAB_COM_CALL wsplab__connect(SELF, const void *address, uint32_t length) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_CONNECT, wsplab__word(address), length, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__bind(SELF, const void *address, int32_t length, void *filter) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_BIND, wsplab__word(address), (uint64_t)(int64_t)length,
                         wsplab__word(filter), 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__get_sock_name(SELF, void *address_out, int32_t *length) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_NAME, wsplab__word(address_out), wsplab__word(length), 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__get_peer_name(SELF, void *address_out, int32_t *length) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_PEER, wsplab__word(address_out), wsplab__word(length), 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__listen(SELF, int32_t backlog) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_LISTEN, (uint64_t)(int64_t)backlog, 0, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__set_sock_opt(SELF, int32_t level, int32_t name, const char *value,
                                                    int32_t length) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_SET_OPTION, (uint64_t)(int64_t)level, (uint64_t)(int64_t)name,
                         wsplab__word(value), (uint64_t)(int64_t)length, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__get_sock_opt(SELF, int32_t level, int32_t name, char *value_out,
                                                    int32_t *length) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_GET_OPTION, (uint64_t)(int64_t)level, (uint64_t)(int64_t)name,
                         wsplab__word(value_out), wsplab__word(length), 0);
}

static int32_t WSPLAB_COM_CALL wsplab__accept(SELF, void *completion, int64_t user_data) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_ACCEPT, wsplab__word(completion), (uint64_t)user_data, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__set_ip_filter(SELF, void *filter) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_SET_FILTER, wsplab__word(filter), 0, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__get_ip_filter(SELF, void **filter_out) {
    return wsplab__carry(self, WSPLAB_FWX_SOCKET_GET_FILTER, wsplab__word(filter_out), 0, 0, 0, 0);
}

static const wsplab__method wsplab__socket[] = {
    UNKNOWN,
    METHOD(wsplab__send),
    METHOD(wsplab__send_to),
    METHOD(wsplab__recv),
    METHOD(wsplab__shutdown),
    METHOD(wsplab__close_socket),
    METHOD(wsplab__private_1), /* _GetWriteCount */
    METHOD(wsplab__private_0), /* _IsDataAvailable */
    METHOD(wsplab__connect),
    METHOD(wsplab__bind),
    METHOD(wsplab__get_sock_name),
    METHOD(wsplab__get_peer_name),
    METHOD(wsplab__listen),
    METHOD(wsplab__set_sock_opt),
    METHOD(wsplab__get_sock_opt),
    METHOD(wsplab__accept),
    METHOD(wsplab__private_2), /* __SetPacketFilterOptions */
    METHOD(wsplab__set_ip_filter),
    METHOD(wsplab__get_ip_filter),
};

const void *wsplab_fwx_buffer_methods(void) {
    return wsplab__buffer;
}

const void *wsplab_fwx_socket_methods(void) {
    return wsplab__socket;
}
