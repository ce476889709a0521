package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The socket handles of every provider: registered before they are handed out (WPU-GEN-5), of the
 * kind that the catalog promises (WPU-CREATE-4, CAT-3), closed once (WPU-CLOSE-2), without pending
 * operations (WPU-CLOSE-3) but for those that a cleanup ends silently, and all of them by the end
 * (WSP-CLOSE-5, WSP-CLEAN-4). Thread-safe.
 */
final class HandleCheck implements ProviderInterceptor, FinalCheck {
  private final CallFindings findings;
  private final Lives lives;
  private final BiPredicate<ServiceProvider, SocketHandle> hasPending;
  private final HandleBook book;
  private final Map<ServiceProvider, String> names =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /**
   * Makes the check.
   *
   * @param hasPending whether a provider has operations pending on a handle
   */
  HandleCheck(
      CallFindings findings,
      Lives lives,
      HandleBook book,
      BiPredicate<ServiceProvider, SocketHandle> hasPending) {
    this.findings = findings;
    this.lives = lives;
    this.book = book;
    this.hasPending = hasPending;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    names.putIfAbsent(provider.origin(), name);
    return new HandleProvider(this, book, id, name, provider);
  }

  /**
   * A provider hands a socket out.
   *
   * @param promised the entry that the client chose, if it is this provider's, or null
   */
  void handedOut(
      String provider,
      ServiceProvider origin,
      SocketHandle s,
      String function,
      @Nullable ProtocolInfo promised) {
    HandleBook.Entry entry = book.find(s);
    if (entry == null || !book.isRegistered(s, origin)) {
      findings.report(
          Check.HANDLE_NOT_REGISTERED,
          provider,
          function + ": a handle that this provider has told ws2_32 of",
          "socket " + s.value() + (entry == null ? ", made elsewhere" : ", not told of"),
          s.value());
      return;
    }
    if (promised == null) {
      return;
    }
    boolean own = entry.kind() == HandleBook.Kind.OWN;
    if (promised.hasIfsHandles() == own) {
      findings.report(
          own ? Check.FLAG_BUT_OWN_HANDLE : Check.SYSTEM_HANDLE_WITHOUT_FLAG,
          provider,
          function
              + " for entry "
              + promised.catalogEntryId()
              + ": "
              + (own ? "a system handle" : "a handle from WPUCreateSocketHandle"),
          own ? "a handle from WPUCreateSocketHandle" : "a system handle");
    }
  }

  /** A provider is about to close a handle that it made with WPUCreateSocketHandle. */
  void closing(String provider, ServiceProvider origin, SocketHandle s) {
    if (!lives.isInCleanup(origin) && hasPending.test(origin, s)) {
      findings.report(
          Check.CLOSED_WHILE_PENDING,
          provider,
          "no operation pending on socket " + s.value() + " when its handle is closed",
          "WPUCloseSocketHandle with at least one pending",
          s.value());
    }
    if (book.find(s) == null && book.wasClosedBy(s, origin)) {
      findings.report(
          Check.CLOSED_TWICE,
          provider,
          "one WPUCloseSocketHandle for socket " + s.value(),
          "another one",
          s.value());
    }
  }

  @Override
  public void finish() {
    Map<String, List<HandleBook.Entry>> byProvider =
        book.open().stream()
            .filter(entry -> lives.hasEnded(entry.maker()))
            .collect(Collectors.groupingBy(this::nameOf, TreeMap::new, Collectors.toList()));
    byProvider.forEach(
        (provider, entries) -> {
          leaked(
              Check.HANDLE_NOT_CLOSED,
              provider,
              entries.stream().filter(e -> book.isClosedByClient(e.handle())).toList());
          leaked(
              Check.HANDLE_LEAKED,
              provider,
              entries.stream().filter(e -> !book.isClosedByClient(e.handle())).toList());
        });
  }

  private void leaked(Check check, String provider, List<HandleBook.Entry> entries) {
    if (!entries.isEmpty()) {
      findings.report(
          check,
          provider,
          "no handle of this provider open after its final WSPCleanup",
          entries.size()
              + " open: "
              + entries.stream().map(e -> e.handle().value()).sorted().limit(20).toList(),
          entries.get(0).handle().value());
    }
  }

  private String nameOf(HandleBook.Entry entry) {
    return names.getOrDefault(entry.maker(), "");
  }
}
