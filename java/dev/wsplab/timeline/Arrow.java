package dev.wsplab.timeline;

/**
 * The way of a completion, from a lane to another; times in nanoseconds since the beginning of the
 * chart.
 *
 * @param operation number of the operation that is told of
 */
record Arrow(long operation, int fromLane, long fromTime, int toLane, long toTime) {}
