package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TimeVal;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The sets of a select call that succeeded: each comes back as a part of what it was, and the
 * result counts them all (WSP-SELECT-1). Thread-safe.
 */
final class SelectCheck implements ProviderInterceptor {
  private final CallFindings findings;

  SelectCheck(CallFindings findings) {
    this.findings = findings;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new ForwardingProvider(provider) {
      @Override
      public CountResult wspSelect(
          @Nullable FdSet read,
          @Nullable FdSet write,
          @Nullable FdSet except,
          @Nullable TimeVal timeout) {
        List<SocketHandle> readBefore = members(read);
        List<SocketHandle> writeBefore = members(write);
        List<SocketHandle> exceptBefore = members(except);
        CountResult result = super.wspSelect(read, write, except, timeout);
        if (result.returnValue() >= 0) {
          compare(name, "readfds", readBefore, members(read));
          compare(name, "writefds", writeBefore, members(write));
          compare(name, "exceptfds", exceptBefore, members(except));
          int members = members(read).size() + members(write).size() + members(except).size();
          count(name, result.returnValue(), members);
        }
        return result;
      }
    };
  }

  private static List<SocketHandle> members(@Nullable FdSet set) {
    return set == null ? List.of() : set.sockets();
  }

  private void compare(
      String provider, String set, List<SocketHandle> before, List<SocketHandle> after) {
    List<SocketHandle> foreign = new ArrayList<>(after);
    foreign.removeAll(before);
    if (!foreign.isEmpty()) {
      findings.report(
          Check.SELECT_FOREIGN_SOCKET,
          provider,
          "WSPSelect: in " + set + " only of the sockets " + values(before),
          "also " + values(foreign));
    }
  }

  private void count(String provider, int returned, int members) {
    if (returned != members) {
      findings.report(
          Check.SELECT_COUNT,
          provider,
          "WSPSelect: as many as the sets hold on return: " + members,
          "" + returned);
    }
  }

  private static List<Long> values(List<SocketHandle> sockets) {
    return sockets.stream().map(SocketHandle::value).toList();
  }
}
