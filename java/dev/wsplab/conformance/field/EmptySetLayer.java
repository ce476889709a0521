package dev.wsplab.conformance.field;

import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.WsaError;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Takes part in {@code select}, and wants sets without sockets to be left out. */
final class EmptySetLayer extends HandleIoctlLayer {
  @Override
  public CountResult wspSelect(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    boolean empty =
        Stream.of(isEmpty(read), isEmpty(write), isEmpty(except)).anyMatch(Boolean::booleanValue);
    return empty
        ? CountResult.failed(WsaError.WSAEINVAL)
        : super.wspSelect(read, write, except, timeout);
  }

  private static boolean isEmpty(@Nullable FdSet set) {
    return set != null && set.sockets().isEmpty();
  }
}
