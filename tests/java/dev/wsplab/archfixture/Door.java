package dev.wsplab.archfixture;

/** Stands for the front door, which only the command, the JUnit extension and the kit may see. */
public final class Door {}
