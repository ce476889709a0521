/**
 * Applications in native code: the functions of {@code client} under their C names, with C's
 * parameters. {@link dev.wsplab.facade.ClientFunctions} has them all; {@code Winsock} loads an
 * application and connects the two.
 */
package dev.wsplab.facade;
