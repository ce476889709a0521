/** Providers that break one rule each: a correct one, changed in one place. */
package dev.wsplab.verifier.faulty;
