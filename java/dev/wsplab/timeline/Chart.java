package dev.wsplab.timeline;

import java.util.List;

/**
 * A recording as lanes with bars: what all the ways to show it have in common.
 *
 * @param lanes in the order in which they are drawn; the numbers of lanes count from 0 in it
 * @param bars in the order in which they began to be told
 * @param marks by time of telling
 * @param arrows by time of telling
 * @param flaws by time of finding
 * @param failedAt nanoseconds from the beginning to the failure of the test, or -1 for none
 * @param length nanoseconds from the beginning to the end, at least 1
 */
record Chart(
    List<Lane> lanes,
    List<Bar> bars,
    List<Mark> marks,
    List<Arrow> arrows,
    List<Flaw> flaws,
    long failedAt,
    long length) {}
