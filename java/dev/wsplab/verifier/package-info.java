/** Watches providers and clients and reports each rule that they break. */
package dev.wsplab.verifier;
