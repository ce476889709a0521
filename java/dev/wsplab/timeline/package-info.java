/**
 * A recording as a picture: a page to look into, a drawing, and a file for Perfetto. Begin with
 * {@link dev.wsplab.timeline.Timeline}.
 */
package dev.wsplab.timeline;
