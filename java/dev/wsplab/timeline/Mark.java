package dev.wsplab.timeline;

import dev.wsplab.trace.TraceEvent;

/**
 * A moment in the life of an operation.
 *
 * @param operation number of the operation
 * @param lane number of the lane of its thread
 * @param time nanoseconds since the beginning of the chart
 * @param event what happened
 */
record Mark(long operation, int lane, long time, TraceEvent event) {}
