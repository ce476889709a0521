/**
 * Assertions in the manner of AssertJ, which must be among the test's dependencies; begin with
 * {@link dev.wsplab.assertj.WsplabAssertions}.
 */
package dev.wsplab.assertj;
