package dev.wsplab.provider;

import dev.wsplab.provider.CompletionMoment.Kind;
import dev.wsplab.spi.TransferResult;

/** What a layer answers to an operation that was started below, by its {@link CompletionMoment}. */
final class LayerAnswers {
  private final Kind kind;
  private final LayerCompletions completions;

  LayerAnswers(CompletionMoment moment, LayerCompletions completions) {
    this.kind = moment.kind();
    this.completions = completions;
  }

  /** An operation is about to be started below. */
  LayerTurn turn() {
    LayerTurn turn = new LayerTurn();
    if (kind == Kind.ANY) {
      turn.open();
    }
    return turn;
  }

  /** The provider below has started it; what the client's call returns (WSP-IO-16). */
  TransferResult started(LayerOperation operation, TransferResult below) {
    boolean inCall = kind == Kind.BEFORE_RETURN || kind == Kind.AT_ONCE;
    if (inCall && below.succeeded()) {
      completions.finishInCall(operation);
      return kind == Kind.AT_ONCE && operation.turn().error() == 0 ? below : TransferResult.PENDING;
    }
    if (kind != Kind.ANY && kind != Kind.HELD) {
      completions.open(operation);
    }
    return TransferResult.PENDING;
  }
}
