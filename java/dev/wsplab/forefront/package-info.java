/**
 * Overlapped file I/O of application filters for Forefront TMG: the firewall service's completion
 * port and threads, and the objects that it gives to a filter. Start with {@link
 * dev.wsplab.forefront.FwxService}; what a filter sees of it is {@link
 * dev.wsplab.forefront.FwxFirewall}. Names are those of the SDK, with {@code Fwx} for {@code IFWX}.
 */
package dev.wsplab.forefront;
