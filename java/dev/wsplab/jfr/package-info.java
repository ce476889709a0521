/**
 * Events of the JDK's flight recorder, in the category Wsplab: operations, packets, calls that may
 * wait, completion routines and broken rules. Whoever starts a recording gets them; see {@code
 * docs/timeline.md}.
 */
package dev.wsplab.jfr;
