/** Winsock service providers, run without installing them: {@link dev.wsplab.Winsock} is the front door. */
package dev.wsplab;
