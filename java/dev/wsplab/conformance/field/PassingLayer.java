package dev.wsplab.conformance.field;

import dev.wsplab.provider.CompletionMoment;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;

/** Changes nothing but what comes with its form, and when the client is told. */
final class PassingLayer extends LayeredProvider {
  PassingLayer(LayerForm form) {
    super(form);
  }

  PassingLayer(CompletionMoment moment) {
    super(moment);
  }
}
