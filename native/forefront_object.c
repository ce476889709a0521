/* forefront_object.c - COM objects of the firewall service: tables of methods that carry each call to whoever made them. */
#include "forefront_object.h"

#include "alloc.h"

/* ---- IUnknown ---------------------------------------------------------------------------------------------------- */

int32_t WSPLAB_COM_CALL wsplab_fwx_own_query_interface(SELF, const uint8_t *interface_id, void **out) {
    return wsplab__carry(self, WSPLAB_FWX_QUERY_INTERFACE, wsplab__word(interface_id), wsplab__word(out),
                         wsplab__word(self), 0, 0);
}

uint32_t WSPLAB_COM_CALL wsplab_fwx_own_add_ref(SELF) {
    return (uint32_t)wsplab__carry(self, WSPLAB_FWX_ADD_REF, 0, 0, 0, 0, 0);
}

uint32_t WSPLAB_COM_CALL wsplab_fwx_own_release(SELF) {
    return (uint32_t)wsplab__carry(self, WSPLAB_FWX_RELEASE, 0, 0, 0, 0, 0);
}

/* ---- IFWXFirewall2 ----------------------------------------------------------------------------------------------- */

static int32_t WSPLAB_COM_CALL wsplab__hook(SELF, uintptr_t handle) {
    return wsplab__carry(self, WSPLAB_FWX_HOOK, handle, 0, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__create_overlapped(SELF, void **out) {
    return wsplab__carry(self, WSPLAB_FWX_CREATE_OVERLAPPED, wsplab__word(out), 0, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__create_socket(SELF, int32_t protocol, void **out) {
    return wsplab__carry(self, WSPLAB_FWX_CREATE_SOCKET, (uint64_t)(int64_t)protocol, wsplab__word(out), 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__create_const_buffer(SELF, const uint8_t *bytes, uint32_t length, void **out) {
    return wsplab__carry(self, WSPLAB_FWX_CREATE_CONST_BUFFER, wsplab__word(bytes), length, wsplab__word(out), 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__create_buffer(SELF, uint32_t length, void **out) {
    return wsplab__carry(self, WSPLAB_FWX_CREATE_BUFFER, length, wsplab__word(out), 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__create_window_buffer(SELF, void *original, uint32_t offset, uint32_t length,
                                                            void **out) {
    return wsplab__carry(self, WSPLAB_FWX_CREATE_WINDOW_BUFFER, wsplab__word(original), offset, length,
                         wsplab__word(out), 0);
}

static int32_t WSPLAB_COM_CALL wsplab__start_blocking(SELF) {
    return wsplab__carry(self, WSPLAB_FWX_START_BLOCKING, 0, 0, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__end_blocking(SELF) {
    return wsplab__carry(self, WSPLAB_FWX_END_BLOCKING, 0, 0, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__post_task(SELF, void *task, int64_t user_data) {
    return wsplab__carry(self, WSPLAB_FWX_POST_TASK, wsplab__word(task), (uint64_t)user_data, 0, 0, 0);
}

/* Refused, each with as many words as it has parameters: on 32-bit Windows the callee takes them off the stack. */
static int32_t WSPLAB_COM_CALL wsplab__refuse_1(SELF, uintptr_t a) {
    (void)self, (void)a;
    return NOT_IMPLEMENTED;
}

static int32_t WSPLAB_COM_CALL wsplab__refuse_3(SELF, uintptr_t a, uintptr_t b, uintptr_t c) {
    (void)self, (void)a, (void)b, (void)c;
    return NOT_IMPLEMENTED;
}

static int32_t WSPLAB_COM_CALL wsplab__refuse_5(SELF, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e) {
    (void)self, (void)a, (void)b, (void)c, (void)d, (void)e;
    return NOT_IMPLEMENTED;
}

static int32_t WSPLAB_COM_CALL wsplab__refuse_6(SELF, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                                                uintptr_t f) {
    (void)self, (void)a, (void)b, (void)c, (void)d, (void)e, (void)f;
    return NOT_IMPLEMENTED;
}

static int32_t WSPLAB_COM_CALL wsplab__refuse_12(SELF, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                                                 uintptr_t f, uintptr_t g, uintptr_t h, uintptr_t i, uintptr_t j,
                                                 uintptr_t k, uintptr_t l) {
    (void)self, (void)a, (void)b, (void)c, (void)d, (void)e, (void)f;
    (void)g, (void)h, (void)i, (void)j, (void)k, (void)l;
    return NOT_IMPLEMENTED;
}

static const wsplab__method wsplab__firewall[] = {
    UNKNOWN,
    METHOD(wsplab__hook),                 /* HookToCompletionPort */
    METHOD(wsplab__create_overlapped),    /* CreateOverlapped */
    METHOD(wsplab__create_socket),        /* CreateNetworkSocket */
    METHOD(wsplab__create_const_buffer),  /* CreateConstBuffer */
    METHOD(wsplab__create_buffer),        /* CreateBuffer */
    METHOD(wsplab__create_window_buffer), /* CreateWindowBuffer */
    METHOD(wsplab__refuse_1),             /* CreateIpFilter */
    METHOD(wsplab__start_blocking),       /* StartHeavyBlockingOperation */
    METHOD(wsplab__end_blocking),         /* EndHeavyBlockingOperation */
    METHOD(wsplab__refuse_3),             /* GetClientSession */
    METHOD(wsplab__refuse_6),             /* CreatePrivateSession */
    METHOD(wsplab__refuse_3),             /* GetHostByName */
    METHOD(wsplab__refuse_5),             /* GetHostByAddr */
    METHOD(wsplab__refuse_1),             /* UpdateServiceStatus */
    METHOD(wsplab__post_task),            /* PostTaskCompletion */
    METHOD(wsplab__refuse_1),             /* CreateRadiusAuthenticator */
    METHOD(wsplab__refuse_1),             /* GetNetConfigDetector */
    METHOD(wsplab__refuse_1),             /* GetLowResourceRecoverer */
    METHOD(wsplab__refuse_12),            /* CreateSSLNetworkSocket */
};

/* ---- IFWXOverlapped ---------------------------------------------------------------------------------------------- */

static int32_t WSPLAB_COM_CALL wsplab__get_overlapped(SELF, void **out) {
    return wsplab__carry(self, WSPLAB_FWX_GET_OVERLAPPED, wsplab__word(out), 0, 0, 0, 0);
}

static int32_t WSPLAB_COM_CALL wsplab__set_notification(SELF, void *completion, int64_t user_data) {
    return wsplab__carry(self, WSPLAB_FWX_SET_NOTIFICATION, wsplab__word(completion), (uint64_t)user_data, 0, 0, 0);
}

static const wsplab__method wsplab__overlapped[] = {
    UNKNOWN,
    METHOD(wsplab__get_overlapped),
    METHOD(wsplab__set_notification),
};

/* ---- IWsplabFiles of fwx_windows.h ------------------------------------------------------------------------------- */

static int32_t wsplab__create(SELF, const char *path, uint32_t access, uint32_t disposition, uint32_t flags,
                              int32_t *handle_out) {
    return wsplab__carry(self, WSPLAB_FWX_FILE_CREATE, wsplab__word(path), access, disposition, flags,
                         wsplab__word(handle_out));
}

static int32_t wsplab__read(SELF, int32_t handle, uint64_t address, uint32_t length, uint64_t overlapped) {
    return wsplab__carry(self, WSPLAB_FWX_FILE_READ, (uint64_t)handle, address, length, overlapped, 0);
}

static int32_t wsplab__write(SELF, int32_t handle, uint64_t address, uint32_t length, uint64_t overlapped) {
    return wsplab__carry(self, WSPLAB_FWX_FILE_WRITE, (uint64_t)handle, address, length, overlapped, 0);
}

static int32_t wsplab__close(SELF, int32_t handle) {
    return wsplab__carry(self, WSPLAB_FWX_FILE_CLOSE, (uint64_t)handle, 0, 0, 0, 0);
}

static int32_t wsplab__cancel(SELF, int32_t handle, uint64_t overlapped) {
    return wsplab__carry(self, WSPLAB_FWX_FILE_CANCEL, (uint64_t)handle, overlapped, 0, 0, 0);
}

static int32_t wsplab__set_modes(SELF, int32_t handle, uint32_t flags) {
    return wsplab__carry(self, WSPLAB_FWX_FILE_SET_MODES, (uint64_t)handle, flags, 0, 0, 0);
}

static const wsplab__method wsplab__files[] = {
    UNKNOWN,
    METHOD(wsplab__create),
    METHOD(wsplab__read),
    METHOD(wsplab__write),
    METHOD(wsplab__close),
    METHOD(wsplab__cancel),
    METHOD(wsplab__set_modes),
};

/* ---- life -------------------------------------------------------------------------------------------------------- */

static const void *wsplab__methods_of(int32_t kind) {
    switch (kind) {
    case WSPLAB_FWX_FIREWALL:
        return wsplab__firewall;
    case WSPLAB_FWX_OVERLAPPED:
        return wsplab__overlapped;
    case WSPLAB_FWX_FILES:
        return wsplab__files;
    case WSPLAB_FWX_BUFFER:
        return wsplab_fwx_buffer_methods();
    case WSPLAB_FWX_SOCKET:
        return wsplab_fwx_socket_methods();
    default:
        return NULL;
    }
}

struct wsplab_fwx_object *wsplab_fwx_object_new(int32_t kind, wsplab_fwx_call call, void *context) {
    const void *methods = wsplab__methods_of(kind);
    struct wsplab_fwx_object *object = methods == NULL ? NULL : wsplab_alloc(sizeof *object);
    if (object != NULL)
        *object = (struct wsplab_fwx_object){.methods = methods, .call = call, .context = context};
    return object;
}

void *wsplab_fwx_object_context(const struct wsplab_fwx_object *object) {
    return object->context;
}

void wsplab_fwx_object_free(struct wsplab_fwx_object *object) {
    wsplab_free(object);
}
