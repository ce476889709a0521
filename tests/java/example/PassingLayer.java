package example;

import dev.wsplab.provider.LayeredProvider;

/** A layer that changes nothing: docs/layers.md. */
public final class PassingLayer extends LayeredProvider {}
