/* farewell.c - packets that are queued when a thread ends. */
#include "alloc.h"
#include "port.h"
#include "thread.h"

struct wsplab_farewell {
    struct wsplab_farewell *next;
    struct wsplab_object *port;
    struct wsplab_packet_node *node;
};

wsplab_error wsplab_thread_post_at_end(wsplab_handle handle, const struct wsplab_packet *packet) {
    struct wsplab_object *port;
    wsplab_error error = wsplab_port_reference(WSPLAB_SEES_ALL, handle, &port);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab_thread *thread = wsplab_thread_current();
    struct wsplab_farewell *farewell = thread != NULL ? wsplab_alloc(sizeof *farewell) : NULL;
    struct wsplab_packet_node *node = farewell != NULL ? wsplab_packet_node_new() : NULL;
    if (node == NULL) {
        wsplab_free(farewell);
        wsplab_object_release(port);
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    }
    node->packet = *packet;
    *farewell = (struct wsplab_farewell){.next = thread->farewells, .port = port, .node = node};
    thread->farewells = farewell;
    return WSPLAB_OK;
}

void wsplab_farewells_send(struct wsplab_thread *thread) {
    for (struct wsplab_farewell *farewell; (farewell = thread->farewells) != NULL; wsplab_free(farewell)) {
        thread->farewells = farewell->next;
        wsplab_port_queue((struct wsplab_port *)farewell->port, farewell->node);
        wsplab_object_release(farewell->port);
    }
}
