/** What happened in an environment, kept for reports: operations and the calls of providers. */
package dev.wsplab.trace;
