/* bare_queue.h - packets behind a mutex: what a completion port would be with no rule at all. */
#ifndef BARE_QUEUE_H
#define BARE_QUEUE_H

#include <stdint.h>

struct bare_packet {
    int64_t key;
    int64_t overlapped;
    int32_t status;
    int32_t bytes;
};

struct bare_queue;

/* NULL when memory is short. */
struct bare_queue *bare_queue_create(void);
void bare_queue_destroy(struct bare_queue *queue);

/* 0, or -1 when memory is short. */
int bare_queue_post(struct bare_queue *queue, const struct bare_packet *packet);

/* Takes the oldest; -1 when there is none. Does not wait. */
int bare_queue_get(struct bare_queue *queue, struct bare_packet *packet_out);

#endif
