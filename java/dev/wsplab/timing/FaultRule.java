package dev.wsplab.timing;

import dev.wsplab.spi.WsaError;
import java.util.List;

/**
 * Which calls of a function fail, and with what.
 *
 * @param nth which call of each provider, from 1; 0: any
 * @param share of any call: how many fail, from 0 to 1
 * @param errors one of these; empty: it fails without an error
 */
record FaultRule(long nth, double share, List<WsaError> errors) {
  private static final long WHICH = 1;

  /** Whether a call fails. */
  boolean strikes(Chance chance, long call, long socketNumber, long callOnSocket) {
    return nth > 0 ? call == nth : chance.share(socketNumber, callOnSocket) < share;
  }

  /** The error that it fails with, 0 for none. */
  int error(Chance chance, long socketNumber, long callOnSocket) {
    if (errors.isEmpty()) {
      return 0;
    }
    int chosen = chance.of(WHICH).number(socketNumber, callOnSocket, errors.size());
    return errors.get(chosen).code();
  }
}
