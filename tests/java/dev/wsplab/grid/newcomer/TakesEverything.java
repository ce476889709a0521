package dev.wsplab.grid.newcomer;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaMsg;
import java.util.List;

/** What somebody might add to the public API, and no grid calls. */
public final class TakesEverything {
  public TakesEverything(long address) {
    throw new UnsupportedOperationException("address=" + address);
  }

  public static void address(int length, long address) {
    throw new UnsupportedOperationException("length=" + length + ", address=" + address);
  }

  public void message(WsaMsg message) {
    throw new UnsupportedOperationException(message.toString());
  }

  public void name(Sockaddr name) {
    throw new UnsupportedOperationException(name.toString());
  }

  public void sets(FdSet... sets) {
    throw new UnsupportedOperationException("sets=" + sets.length);
  }

  public void events(List<? extends EventHandle> events) {
    throw new UnsupportedOperationException(events.toString());
  }

  /** No bad input to memory or handles. */
  public void number(int number, String text) {
    throw new UnsupportedOperationException(text + number);
  }

  /** Nobody can call it from outside. */
  void hidden(long address) {
    throw new UnsupportedOperationException("address=" + address);
  }
}
