/**
 * The contract between ws2_32 and a service provider, in Java: {@link
 * dev.wsplab.spi.ServiceProvider} with the thirty provider functions, {@link
 * dev.wsplab.spi.Upcalls} with the fifteen upcalls, {@link dev.wsplab.spi.Ws2Exports} with what
 * ws2_32 exports by name, and the structures and error numbers they speak in.
 *
 * <p>The shape is Winsock's: a call returns a record with its return value and its error number
 * instead of throwing, so that a prototype ports to C line by line. What C writes through an out
 * parameter is a component of the record.
 */
package dev.wsplab.spi;
