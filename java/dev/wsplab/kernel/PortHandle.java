package dev.wsplab.kernel;

/**
 * A completion port's {@code HANDLE}.
 *
 * @param value its value
 */
public record PortHandle(long value) implements Handle {}
