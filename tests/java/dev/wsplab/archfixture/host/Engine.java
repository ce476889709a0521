package dev.wsplab.archfixture.host;

/** A class of the host, for the host and those above it. */
public final class Engine {}
