package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SystemIo;

/** Forgets to complete. */
public final class NeverCompletes extends CompletionFault {
  /** Changes this provider. */
  public NeverCompletes(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    return CallResult.OK;
  }

  @Override
  protected void complete(SystemIo.SystemCompletion completion) {
    // forgotten
  }
}
