/* test_forefront.c - COM objects in native memory, called as a filter in C++ calls them. */
#include "test.h"

#include "alloc.h"
#include "forefront_com.h"
#include "wsplab/forefront.h"

#undef E_NOTIMPL /* winerror.h has it as an HRESULT */
#define E_NOTIMPL ((int32_t)0x80004001)

static struct {
    int32_t method;
    uint64_t arguments[5];
    int32_t answer;
} last;

static int32_t carry(void *context, int32_t method, const uint64_t arguments[5]) {
    CHECK(context == &last);
    last.method = method;
    for (int i = 0; i < 5; i++)
        last.arguments[i] = arguments[i];
    return last.answer;
}

static struct wsplab_fwx_object *object_of(int32_t kind) {
    struct wsplab_fwx_object *object = wsplab_fwx_object_new(kind, carry, &last);
    CHECK(object != NULL);
    CHECK(wsplab_fwx_object_context(object) == &last);
    return object;
}

typedef int32_t(WSPLAB_COM_CALL *one_word)(void *self, uintptr_t a);
typedef int32_t(WSPLAB_COM_CALL *with_value)(void *self, uintptr_t a, int64_t b);

static void *method_at(struct wsplab_fwx_object *object, int place) {
    return (*(void ***)(void *)object)[place];
}

/* FWX-4: references and interfaces are whoever's who made the object. */
static void references_are_carried(void) {
    struct wsplab_fwx_object *object = object_of(WSPLAB_FWX_OVERLAPPED);
    last.answer = 7;
    CHECK(wsplab_fwx_add_ref(object) == 7 && last.method == WSPLAB_FWX_ADD_REF);
    CHECK(wsplab_fwx_release(object) == 7 && last.method == WSPLAB_FWX_RELEASE);
    uint8_t id[16] = {1};
    void *out = &out;
    CHECK(wsplab_fwx_query_interface(object, id, &out) == 7 && last.method == WSPLAB_FWX_QUERY_INTERFACE);
    CHECK(out == NULL && last.arguments[0] == (uintptr_t)id && last.arguments[1] == (uintptr_t)&out);
    CHECK(last.arguments[2] == (uintptr_t)object);
    wsplab_fwx_object_free(object);
}

/* The order of wspfwext.idl: what stands where in the table of IFWXFirewall2. */
static void methods_stand_where_the_idl_has_them(void) {
    struct wsplab_fwx_object *firewall = object_of(WSPLAB_FWX_FIREWALL);
    last.answer = 0;
    CHECK(((one_word)method_at(firewall, 3))(firewall, 44) == 0);
    CHECK(last.method == WSPLAB_FWX_HOOK && last.arguments[0] == 44);
    CHECK(((one_word)method_at(firewall, 4))(firewall, 45) == 0);
    CHECK(last.method == WSPLAB_FWX_CREATE_OVERLAPPED);
    CHECK(((one_word)method_at(firewall, 10))(firewall, 0) == 0 && last.method == WSPLAB_FWX_START_BLOCKING);
    CHECK(((one_word)method_at(firewall, 11))(firewall, 0) == 0 && last.method == WSPLAB_FWX_END_BLOCKING);
    CHECK(((with_value)method_at(firewall, 17))(firewall, 9, INT64_MIN) == 0);
    CHECK(last.method == WSPLAB_FWX_POST_TASK && (int64_t)last.arguments[1] == INT64_MIN);
    last.method = -1;
    CHECK(((one_word)method_at(firewall, 9))(firewall, 0) == E_NOTIMPL); /* CreateIpFilter */
    CHECK(((one_word)method_at(firewall, 16))(firewall, 0) == E_NOTIMPL);
    CHECK(last.method == -1);
    wsplab_fwx_object_free(firewall);
}

static void overlapped_has_its_two_methods_in_order(void) {
    struct wsplab_fwx_object *overlapped = object_of(WSPLAB_FWX_OVERLAPPED);
    CHECK(((one_word)method_at(overlapped, 3))(overlapped, 1) == last.answer);
    CHECK(last.method == WSPLAB_FWX_GET_OVERLAPPED);
    CHECK(((with_value)method_at(overlapped, 4))(overlapped, 2, -3) == last.answer);
    CHECK(last.method == WSPLAB_FWX_SET_NOTIFICATION && (int64_t)last.arguments[1] == -3);
    wsplab_fwx_object_free(overlapped);
}

/* IWsplabFiles of fwx_windows.h: the calls that take one handle and a word more. */
static void files_have_what_cancels_and_what_sets_modes(void) {
    struct wsplab_fwx_object *files = object_of(WSPLAB_FWX_FILES);
    last.answer = 1168;
    CHECK(((with_value)method_at(files, 7))(files, 5, 0x123456789A) == 1168);
    CHECK(last.method == WSPLAB_FWX_FILE_CANCEL && last.arguments[0] == 5 && last.arguments[1] == 0x123456789A);
    CHECK(((with_value)method_at(files, 8))(files, 6, 3) == 1168);
    CHECK(last.method == WSPLAB_FWX_FILE_SET_MODES && last.arguments[0] == 6 && last.arguments[1] == 3);
    wsplab_fwx_object_free(files);
}

static void short_memory_and_bad_kinds_give_no_object(void) {
    CHECK(wsplab_fwx_object_new(99, carry, &last) == NULL);
    CHECK(wsplab_fwx_object_new(-1, carry, &last) == NULL);
    wsplab_test_fail_allocation_after(0);
    CHECK(wsplab_fwx_object_new(WSPLAB_FWX_FILES, carry, &last) == NULL);
    wsplab_test_fail_allocation_after(-1);
}

int main(void) {
    RUN(references_are_carried);
    RUN(methods_stand_where_the_idl_has_them);
    RUN(overlapped_has_its_two_methods_in_order);
    RUN(files_have_what_cancels_and_what_sets_modes);
    RUN(short_memory_and_bad_kinds_give_no_object);
    return 0;
}
