package dev.wsplab.client;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One {@code select}: it goes to the provider of the first socket of the first set that is not
 * empty, with the sockets that {@code SIO_BSP_HANDLE_SELECT} gives, and the results come back under
 * the caller's handles (sheet, 7). Sockets of another provider are refused by that one.
 */
final class ClientSelect {
  private final ClientState state;
  private final List<@Nullable FdSet> sets;
  private final Map<SocketHandle, SocketHandle> translated = new HashMap<>();

  ClientSelect(
      ClientState state, @Nullable FdSet read, @Nullable FdSet write, @Nullable FdSet except) {
    this.state = state;
    this.sets = Arrays.asList(read, write, except);
  }

  CountResult select(@Nullable TimeVal timeout) {
    if (!state.isStarted()) {
      return CountResult.failed(WsaError.WSANOTINITIALISED);
    }
    SocketHandle first = first();
    if (first == null) {
      return CountResult.failed(WsaError.WSAEINVAL);
    }
    List<@Nullable FdSet> below = new ArrayList<>();
    for (@Nullable FdSet set : sets) {
      below.add(set == null ? null : translated(set));
    }
    CountResult result =
        state.<CountResult>route(
            below(first),
            provider -> provider.wspSelect(below.get(0), below.get(1), below.get(2), timeout),
            CountResult::failed);
    if (result.returnValue() >= 0) {
      for (int i = 0; i < sets.size(); i++) {
        giveBack(sets.get(i), below.get(i));
      }
    }
    return result;
  }

  private @Nullable SocketHandle first() {
    for (@Nullable FdSet set : sets) {
      if (set != null && !set.sockets().isEmpty()) {
        return set.sockets().get(0);
      }
    }
    return null;
  }

  private FdSet translated(FdSet set) {
    FdSet below = new FdSet(set.capacity());
    set.sockets().forEach(s -> below.add(below(s)));
    return below;
  }

  private SocketHandle below(SocketHandle s) {
    return translated.computeIfAbsent(
        s, key -> BaseSocket.of(state, key, Winsock2.SIO_BSP_HANDLE_SELECT));
  }

  private void giveBack(@Nullable FdSet set, @Nullable FdSet ready) {
    if (set != null && ready != null) {
      set.retainAll(set.sockets().stream().filter(s -> ready.contains(below(s))).toList());
    }
  }
}
