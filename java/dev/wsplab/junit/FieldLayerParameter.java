package dev.wsplab.junit;

import dev.wsplab.WinsockBuilder;
import dev.wsplab.conformance.field.FieldLayer;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The layer that a run of tests asks for, over those of each test. */
final class FieldLayerParameter {
  private FieldLayerParameter() {}

  /** Installs it, if one is asked for, and reports that: a run then knows whom it has reached. */
  static void install(ExtensionContext owner, WinsockBuilder builder) {
    Optional<String> label =
        owner.getConfigurationParameter(FieldLayer.PARAMETER).filter(text -> !text.isBlank());
    if (label.isPresent()) {
      found(label.get()).install(builder);
      owner.publishReportEntry(FieldLayer.PARAMETER, label.get());
    }
  }

  private static FieldLayer found(String label) {
    try {
      return FieldLayer.named(label);
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(FieldLayer.PARAMETER + ": " + e.getMessage(), e);
    }
  }
}
