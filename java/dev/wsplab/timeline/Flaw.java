package dev.wsplab.timeline;

import dev.wsplab.trace.TracedViolation;

/**
 * A broken rule in its place.
 *
 * @param lane number of the lane that it is drawn in
 * @param time nanoseconds since the beginning of the chart
 * @param found the rule
 */
record Flaw(int lane, long time, TracedViolation found) {}
