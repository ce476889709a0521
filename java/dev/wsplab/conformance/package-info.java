/**
 * The conformance kit: runs scenarios against a provider and says which rules hold and which it
 * breaks. Begin with {@link dev.wsplab.conformance.ConformanceKit}.
 */
package dev.wsplab.conformance;
