/* bare_queue.c - a ring that grows, under a mutex. */
#include "bare_queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

struct bare_queue {
    pthread_mutex_t lock;
    struct bare_packet *ring;
    size_t capacity; /* a power of two */
    size_t head, count;
};

struct bare_queue *bare_queue_create(void) {
    struct bare_queue *queue = calloc(1, sizeof(*queue));
    if (queue == NULL) {
        return NULL;
    }
    queue->capacity = FIRST_CAPACITY;
    queue->ring = calloc(queue->capacity, sizeof(*queue->ring));
    if (queue->ring == NULL || pthread_mutex_init(&queue->lock, NULL) != 0) {
        free(queue->ring);
        free(queue);
        return NULL;
    }
    return queue;
}

void bare_queue_destroy(struct bare_queue *queue) {
    pthread_mutex_destroy(&queue->lock);
    free(queue->ring);
    free(queue);
}

/* Under the lock. */
static int grow(struct bare_queue *queue) {
    struct bare_packet *larger = calloc(queue->capacity * 2, sizeof(*larger));
    if (larger == NULL) {
        return -1;
    }
    for (size_t i = 0; i < queue->count; i++) {
        larger[i] = queue->ring[(queue->head + i) & (queue->capacity - 1)];
    }
    free(queue->ring);
    queue->ring = larger;
    queue->capacity *= 2;
    queue->head = 0;
    return 0;
}

int bare_queue_post(struct bare_queue *queue, const struct bare_packet *packet) {
    int result = 0;
    pthread_mutex_lock(&queue->lock);
    if (queue->count == queue->capacity) {
        result = grow(queue);
    }
    if (result == 0) {
        queue->ring[(queue->head + queue->count) & (queue->capacity - 1)] = *packet;
        queue->count++;
    }
    pthread_mutex_unlock(&queue->lock);
    return result;
}

int bare_queue_get(struct bare_queue *queue, struct bare_packet *packet_out) {
    int result = -1;
    pthread_mutex_lock(&queue->lock);
    if (queue->count > 0) {
        *packet_out = queue->ring[queue->head];
        queue->head = (queue->head + 1) & (queue->capacity - 1);
        queue->count--;
        result = 0;
    }
    pthread_mutex_unlock(&queue->lock);
    return result;
}
