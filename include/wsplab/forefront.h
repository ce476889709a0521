/*
 * forefront.h - the shim's part of Forefront's file I/O: real file handles of Windows. Errors are Win32's, 0 is success.
 * Where there are no such handles every function gives 120, ERROR_CALL_NOT_IMPLEMENTED. Thread-safe.
 */
#ifndef WSPLAB_FOREFRONT_H
#define WSPLAB_FOREFRONT_H

#include "wsplab/wsplab.h"

#define WSPLAB_FILE_READ 1u
#define WSPLAB_FILE_WRITE 2u
#define WSPLAB_FILE_OVERLAPPED 4u /* FILE_FLAG_OVERLAPPED */

/* Whether there are real handles here. */
bool wsplab_forefront_file_is_available(void);

/*
 * Opens a file, shared with everybody. The path is UTF-16 and ends with 0. The disposition is dwCreationDisposition of
 * CreateFile; those that tell whether the file was there before (CREATE_ALWAYS, OPEN_ALWAYS) store that.
 */
wsplab_error wsplab_forefront_file_open(const uint16_t *path, uint32_t how, uint32_t disposition, uint64_t *file_out,
                                        bool *existed_out);

/* ReadFile and WriteFile: 0 for TRUE, 997 when it was started. The memory is used until the packet comes. */
wsplab_error wsplab_forefront_file_read(uint64_t file, uint64_t address, uint32_t length, uint64_t overlapped);
wsplab_error wsplab_forefront_file_write(uint64_t file, uint64_t address, uint32_t length, uint64_t overlapped);

/* CreateIoCompletionPort with a port of the system's own. */
wsplab_error wsplab_forefront_file_associate(uint64_t file, uint64_t port, uint64_t key);

/* SetFileCompletionNotificationModes. */
wsplab_error wsplab_forefront_file_set_modes(uint64_t file, uint32_t modes);

/* CancelIoEx; overlapped 0 is all of the file. */
wsplab_error wsplab_forefront_file_cancel(uint64_t file, uint64_t overlapped);

/* CloseHandle. */
wsplab_error wsplab_forefront_file_close(uint64_t file);

/* The thread's last error of the system, which a call into Java may change; 0 where there is none. */
uint32_t wsplab_forefront_last_error(void);
void wsplab_forefront_set_last_error(uint32_t error);

/* ---- COM objects for filters in C++ ------------------------------------------------------------------------------ */

/* What an object is: which methods it has. */
#define WSPLAB_FWX_FIREWALL 0
#define WSPLAB_FWX_OVERLAPPED 1
#define WSPLAB_FWX_FILES 2
#define WSPLAB_FWX_BUFFER 3 /* IFWXIOBuffer */
#define WSPLAB_FWX_SOCKET 4 /* IFWXNetworkSocket */

/* Numbers of the methods, as dev.wsplab.forefront.NativePeer and the classes that extend it know them. */
enum wsplab_fwx_method {
    WSPLAB_FWX_QUERY_INTERFACE = 0,
    WSPLAB_FWX_ADD_REF = 1,
    WSPLAB_FWX_RELEASE = 2,
    WSPLAB_FWX_HOOK = 3,
    WSPLAB_FWX_CREATE_OVERLAPPED = 4,
    WSPLAB_FWX_START_BLOCKING = 5,
    WSPLAB_FWX_END_BLOCKING = 6,
    WSPLAB_FWX_POST_TASK = 7,
    WSPLAB_FWX_GET_OVERLAPPED = 8,
    WSPLAB_FWX_SET_NOTIFICATION = 9,
    WSPLAB_FWX_FILE_CREATE = 10,
    WSPLAB_FWX_FILE_READ = 11,
    WSPLAB_FWX_FILE_WRITE = 12,
    WSPLAB_FWX_FILE_CLOSE = 13,
    WSPLAB_FWX_CREATE_SOCKET = 14,
    WSPLAB_FWX_CREATE_CONST_BUFFER = 15,
    WSPLAB_FWX_CREATE_BUFFER = 16,
    WSPLAB_FWX_CREATE_WINDOW_BUFFER = 17,
    WSPLAB_FWX_BUFFER_GET = 18,
    WSPLAB_FWX_BUFFER_SET_SIZE = 19,
    WSPLAB_FWX_BUFFER_READ_AT = 20,
    WSPLAB_FWX_BUFFER_SEND_TO = 21,
    WSPLAB_FWX_BUFFER_APPEND = 22,
    WSPLAB_FWX_BUFFER_SIZES = 23,
    WSPLAB_FWX_SOCKET_SEND = 24,
    WSPLAB_FWX_SOCKET_SEND_TO = 25,
    WSPLAB_FWX_SOCKET_RECV = 26,
    WSPLAB_FWX_SOCKET_SHUTDOWN = 27,
    WSPLAB_FWX_SOCKET_CLOSE = 28,
    WSPLAB_FWX_SOCKET_CONNECT = 29,
    WSPLAB_FWX_SOCKET_BIND = 30,
    WSPLAB_FWX_SOCKET_NAME = 31,
    WSPLAB_FWX_SOCKET_PEER = 32,
    WSPLAB_FWX_SOCKET_LISTEN = 33,
    WSPLAB_FWX_SOCKET_SET_OPTION = 34,
    WSPLAB_FWX_SOCKET_GET_OPTION = 35,
    WSPLAB_FWX_SOCKET_ACCEPT = 36,
    WSPLAB_FWX_SOCKET_GET_FILTER = 37,
    WSPLAB_FWX_SOCKET_SET_FILTER = 38,
    WSPLAB_FWX_FILE_CANCEL = 39,
    WSPLAB_FWX_FILE_SET_MODES = 40
};

/* Carries a call of an object's method: whoever made the object says how. Returns what the method returns. */
typedef int32_t (*wsplab_fwx_call)(void *context, int32_t method, const uint64_t arguments[5]);

/* An object with one of the interfaces; its references are counted by who is called. */
struct wsplab_fwx_object;

/* NULL when memory is short or the kind is none of those above. */
struct wsplab_fwx_object *wsplab_fwx_object_new(int32_t kind, wsplab_fwx_call call, void *context);

/* The context that it was made with. */
void *wsplab_fwx_object_context(const struct wsplab_fwx_object *object);

/* From now on the object must not be called. */
void wsplab_fwx_object_free(struct wsplab_fwx_object *object);

/* ---- calls into filters in C++ ----------------------------------------------------------------------------------- */

/*
 * Instead of an HRESULT, when a method did not return: this, and how (enum wsplab_escape of native/boundary.h, 1 to 3: a
 * C++ exception, the end of the thread, a fault). Only where modules can be hosted.
 */
#define WSPLAB_FWX_ESCAPED 0xA0570000u

/* IUnknown. */
int32_t wsplab_fwx_add_ref(void *object);
int32_t wsplab_fwx_release(void *object);
int32_t wsplab_fwx_query_interface(void *object, const uint8_t interface_id[16], void **out);

/* DllGetClassObject and IClassFactory::CreateInstance. */
int32_t wsplab_fwx_create_instance(void *get_class_object, const uint8_t class_id[16], const uint8_t interface_id[16],
                                   void **out);

int32_t wsplab_fwx_filter_init(void *filter, void *firewall);
int32_t wsplab_fwx_filter_shutdown(void *filter);
int32_t wsplab_fwx_complete_external(void *completion, bool success, uint32_t bytes, uint32_t error, void *overlapped,
                                     int64_t user_data);
int32_t wsplab_fwx_complete_task(void *completion, int64_t user_data);

/* IFWXIOCompletion and IFWXAcceptCompletion; an address is a sockaddr, or NULL with length 0. */
struct wsplab_fwx_address {
    void *address;
    uint32_t length;
};
int32_t wsplab_fwx_complete_io(void *completion, bool success, uint32_t error, void *buffer, int64_t user_data,
                               struct wsplab_fwx_address from);
int32_t wsplab_fwx_complete_accept(void *completion, bool success, uint32_t error, void *listening, void *accepted,
                                   struct wsplab_fwx_address remote, struct wsplab_fwx_address local,
                                   int64_t user_data);

/* IFWXIOBuffer of a filter's own. */
struct wsplab_fwx_room {
    void *address;
    uint32_t allocated;
    uint32_t used;
};
int32_t wsplab_fwx_buffer_look(void *buffer, struct wsplab_fwx_room *out);
int32_t wsplab_fwx_buffer_set_data_size(void *buffer, uint32_t size);
/* Returns how many bytes were added, which an object that fails may leave at 0. */
uint32_t wsplab_fwx_buffer_append(void *buffer, const void *from, uint32_t length);

#endif
