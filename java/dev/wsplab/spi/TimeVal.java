package dev.wsplab.spi;

/**
 * {@code timeval}.
 *
 * @param seconds {@code tv_sec}
 * @param microseconds {@code tv_usec}
 */
public record TimeVal(int seconds, int microseconds) {}
