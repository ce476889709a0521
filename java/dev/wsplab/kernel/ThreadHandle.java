package dev.wsplab.kernel;

/**
 * A thread's {@code HANDLE}.
 *
 * @param value its value
 */
public record ThreadHandle(long value) implements Handle {}
