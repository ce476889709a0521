/**
 * Benchmarks: a row of {@code docs/performance.md} each, beside what it is compared with. {@code
 * scripts/bench} builds and runs them. They use the public API only, and check what they move.
 */
package dev.wsplab.bench;
