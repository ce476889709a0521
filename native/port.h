/* port.h - completion ports, for the other files of the shim. */
#ifndef WSPLAB_PORT_H
#define WSPLAB_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include <wsplab/wsplab.h>

#include "object.h"

struct wsplab_port;

/* A packet and the memory it stands in while queued. */
struct wsplab_packet_node {
    struct wsplab_packet_node *next;
    struct wsplab_packet packet;
};

/* NULL when memory is short. */
struct wsplab_packet_node *wsplab_packet_node_new(void);

/* Queues the packet and takes over the node. False: the port has no name any more, the packet is dropped. */
bool wsplab_port_queue(struct wsplab_port *port, struct wsplab_packet_node *node);

/* A reference to the port that a handle names; 6 when it names none. */
wsplab_error wsplab_port_reference(wsplab_owner viewer, wsplab_handle handle, struct wsplab_object **port_out);

#endif
