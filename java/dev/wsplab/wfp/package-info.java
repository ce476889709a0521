/**
 * The Windows Filtering Platform as a callout driver sees it at the ALE layers: layers, sublayers,
 * filters and arbitration, classify calls that are pended now and completed later, flows, injection
 * of packets and redirection. {@link dev.wsplab.wfp.FilterEngine} is where to begin.
 */
package dev.wsplab.wfp;
