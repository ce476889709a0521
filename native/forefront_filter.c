/* forefront_filter.c - calls into application filters in C++: a method is a place in the table that an object begins with. */
#include "forefront_com.h"

#include <string.h>

#include "boundary.h"
#include "wsplab/forefront.h"

struct wsplab__factory_methods {
    struct wsplab_unknown_methods unknown;
    int32_t(WSPLAB_COM_CALL *create_instance)(void *self, void *outer, const uint8_t *interface_id, void **out);
    int32_t(WSPLAB_COM_CALL *lock_server)(void *self, int32_t lock);
};

struct wsplab__filter_methods {
    struct wsplab_unknown_methods unknown;
    int32_t(WSPLAB_COM_CALL *filter_init)(void *self, void *firewall, uint32_t *hook_events);
    int32_t(WSPLAB_COM_CALL *filter_shutdown)(void *self);
};

struct wsplab__external_methods {
    struct wsplab_unknown_methods unknown;
    int32_t(WSPLAB_COM_CALL *complete_async_io)(void *self, int32_t success, uint32_t bytes, uint32_t error,
                                                void *overlapped, int64_t user_data);
};

struct wsplab__task_methods {
    struct wsplab_unknown_methods unknown;
    int32_t(WSPLAB_COM_CALL *complete_task)(void *self, int64_t user_data);
};

struct wsplab__io_methods {
    struct wsplab_unknown_methods unknown;
    int32_t(WSPLAB_COM_CALL *complete_async_io)(void *self, int32_t success, uint32_t error, void *buffer,
                                                int64_t user_data, void *address, int32_t address_length);
};

struct wsplab__accept_methods {
    struct wsplab_unknown_methods unknown;
    int32_t(WSPLAB_COM_CALL *complete_async_accept)(void *self, int32_t success, uint32_t error, void *listening,
                                                    void *accepted, void *remote, uint32_t remote_length, void *local,
                                                    uint32_t local_length, int64_t user_data);
};

struct wsplab__buffer_methods {
    struct wsplab_unknown_methods unknown;
    int32_t(WSPLAB_COM_CALL *get_buffer_and_size)(void *self, uint8_t **buffer_out, uint32_t *size_out);
    int32_t(WSPLAB_COM_CALL *set_data_size)(void *self, uint32_t size);
    int32_t(WSPLAB_COM_CALL *read_at)(void *self, uint32_t offset, void *to, uint32_t count, uint32_t *count_out);
    int32_t(WSPLAB_COM_CALL *send_to_buffer)(void *self, void *destination, uint32_t offset, uint32_t count,
                                             uint32_t *count_out);
    int32_t(WSPLAB_COM_CALL *append)(void *self, const void *from, uint32_t count, uint32_t *count_out);
    int32_t(WSPLAB_COM_CALL *get_buffer_sizes)(void *self, uint32_t *allocated_out, uint32_t *used_out);
};

typedef int32_t(WSPLAB_COM_CALL *wsplab__get_class_object)(const uint8_t *class_id, const uint8_t *interface_id,
                                                           void **out);

#define WORD(value) ((uint64_t)(uintptr_t)(value))
#define NUMBER(value) ((uint64_t)(uint32_t)(value))

/*
 * Calls a method such that what escapes from it ends here. False where that cannot be done: there an exception ends the
 * process, as it would in any C.
 */
static bool wsplab__into(void *method, const uint64_t *arguments, uint32_t count, int32_t *result_out) {
#if defined(WSPLAB_TRAMPOLINES)
    uint64_t words[WSPLAB_CALL_WORDS] = {0};
    uint64_t result = 0;
    memcpy(words, arguments, count * sizeof *words);
    enum wsplab_escape how = wsplab_boundary_call(NULL, method, words, count, &result);
    *result_out = how == WSPLAB_RETURNED ? (int32_t)result : (int32_t)(WSPLAB_FWX_ESCAPED + (uint32_t)how);
    return true;
#else
    (void)method;
    (void)arguments;
    (void)count;
    (void)result_out;
    return false;
#endif
}

#define INTO(method, words, result_out)                                                                                \
    wsplab__into((void *)(uintptr_t)(method), words, sizeof(words) / sizeof(words)[0], result_out)

/* Every object begins with the address of its methods. */
static const void *wsplab__methods(void *object) {
    return *(void **)object;
}

static const struct wsplab_unknown_methods *wsplab__unknown(void *object) {
    return wsplab__methods(object);
}

int32_t wsplab_fwx_add_ref(void *object) {
    const uint64_t words[] = {WORD(object)};
    int32_t count;
    return INTO(wsplab__unknown(object)->add_ref, words, &count) ? count
                                                                 : (int32_t)wsplab__unknown(object)->add_ref(object);
}

int32_t wsplab_fwx_release(void *object) {
    const uint64_t words[] = {WORD(object)};
    int32_t count;
    return INTO(wsplab__unknown(object)->release, words, &count) ? count
                                                                 : (int32_t)wsplab__unknown(object)->release(object);
}

int32_t wsplab_fwx_query_interface(void *object, const uint8_t interface_id[16], void **out) {
    const uint64_t words[] = {WORD(object), WORD(interface_id), WORD(out)};
    int32_t result;
    *out = NULL;
    return INTO(wsplab__unknown(object)->query_interface, words, &result)
               ? result
               : wsplab__unknown(object)->query_interface(object, interface_id, out);
}

int32_t wsplab_fwx_create_instance(void *get_class_object, const uint8_t class_id[16], const uint8_t interface_id[16],
                                   void **out) {
    static const uint8_t class_factory[16] = {1, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46};
    void *factory = NULL;
    *out = NULL;
    wsplab__get_class_object get = (wsplab__get_class_object)(uintptr_t)get_class_object;
    const uint64_t asked[] = {WORD(class_id), WORD(class_factory), WORD(&factory)};
    int32_t result;
    if (!INTO(get, asked, &result))
        result = get(class_id, class_factory, &factory);
    if (result < 0 || factory == NULL)
        return result < 0 ? result : (int32_t)0x80004003; /* E_POINTER */
    const struct wsplab__factory_methods *methods = wsplab__methods(factory);
    const uint64_t words[] = {WORD(factory), 0, WORD(interface_id), WORD(out)};
    if (!INTO(methods->create_instance, words, &result))
        result = methods->create_instance(factory, NULL, interface_id, out);
    (void)wsplab_fwx_release(factory);
    return result;
}

int32_t wsplab_fwx_filter_init(void *filter, void *firewall) {
    uint32_t hook_events = 0; /* there are no sessions whose events could be hooked */
    const struct wsplab__filter_methods *methods = wsplab__methods(filter);
    const uint64_t words[] = {WORD(filter), WORD(firewall), WORD(&hook_events)};
    int32_t result;
    return INTO(methods->filter_init, words, &result) ? result : methods->filter_init(filter, firewall, &hook_events);
}

int32_t wsplab_fwx_filter_shutdown(void *filter) {
    const struct wsplab__filter_methods *methods = wsplab__methods(filter);
    const uint64_t words[] = {WORD(filter)};
    int32_t result;
    return INTO(methods->filter_shutdown, words, &result) ? result : methods->filter_shutdown(filter);
}

int32_t wsplab_fwx_complete_external(void *completion, bool success, uint32_t bytes, uint32_t error, void *overlapped,
                                     int64_t user_data) {
    const struct wsplab__external_methods *methods = wsplab__methods(completion);
    const uint64_t words[] = {WORD(completion), success, bytes, error, WORD(overlapped), (uint64_t)user_data};
    int32_t result;
    return INTO(methods->complete_async_io, words, &result)
               ? result
               : methods->complete_async_io(completion, success, bytes, error, overlapped, user_data);
}

int32_t wsplab_fwx_complete_task(void *completion, int64_t user_data) {
    const struct wsplab__task_methods *methods = wsplab__methods(completion);
    const uint64_t words[] = {WORD(completion), (uint64_t)user_data};
    int32_t result;
    return INTO(methods->complete_task, words, &result) ? result : methods->complete_task(completion, user_data);
}

int32_t wsplab_fwx_complete_io(void *completion, bool success, uint32_t error, void *buffer, int64_t user_data,
                               struct wsplab_fwx_address from) {
    const struct wsplab__io_methods *methods = wsplab__methods(completion);
    const uint64_t words[] = {WORD(completion),   success, error, WORD(buffer), (uint64_t)user_data, WORD(from.address),
                              NUMBER(from.length)};
    int32_t result;
    return INTO(methods->complete_async_io, words, &result)
               ? result
               : methods->complete_async_io(completion, success, error, buffer, user_data, from.address,
                                            (int32_t)from.length);
}

int32_t wsplab_fwx_complete_accept(void *completion, bool success, uint32_t error, void *listening, void *accepted,
                                   struct wsplab_fwx_address remote, struct wsplab_fwx_address local,
                                   int64_t user_data) {
    const struct wsplab__accept_methods *methods = wsplab__methods(completion);
    const uint64_t words[] = {WORD(completion),
                              success,
                              error,
                              WORD(listening),
                              WORD(accepted),
                              WORD(remote.address),
                              remote.length,
                              WORD(local.address),
                              local.length,
                              (uint64_t)user_data};
    int32_t result;
    return INTO(methods->complete_async_accept, words, &result)
               ? result
               : methods->complete_async_accept(completion, success, error, listening, accepted, remote.address,
                                                remote.length, local.address, local.length, user_data);
}

int32_t wsplab_fwx_buffer_look(void *buffer, struct wsplab_fwx_room *out) {
    const struct wsplab__buffer_methods *methods = wsplab__methods(buffer);
    uint8_t *address = NULL;
    *out = (struct wsplab_fwx_room){0};
    int32_t result = methods->get_buffer_sizes(buffer, &out->allocated, &out->used);
    if (result >= 0)
        result = methods->get_buffer_and_size(buffer, &address, &out->used);
    out->address = address;
    return result;
}

int32_t wsplab_fwx_buffer_set_data_size(void *buffer, uint32_t size) {
    const struct wsplab__buffer_methods *methods = wsplab__methods(buffer);
    return methods->set_data_size(buffer, size);
}

uint32_t wsplab_fwx_buffer_append(void *buffer, const void *from, uint32_t length) {
    const struct wsplab__buffer_methods *methods = wsplab__methods(buffer);
    uint32_t added = 0;
    (void)methods->append(buffer, from, length, &added); /* the count is good also when the buffer is full */
    return added;
}
