/**
 * When results become visible, and which calls fail: both seeded, so that a run can be repeated.
 * Begin with {@link dev.wsplab.timing.Timing} and {@link dev.wsplab.timing.FaultPlan}.
 */
package dev.wsplab.timing;
