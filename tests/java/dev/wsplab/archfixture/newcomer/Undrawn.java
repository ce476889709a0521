package dev.wsplab.archfixture.newcomer;

/** Breaks the arrows: its package is in no drawing. */
final class Undrawn {}
