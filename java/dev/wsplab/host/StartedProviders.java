package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Starts each provider once, on first need, and ends it (CAT-SEL-5, WSP-START-6, WSP-START-11). */
final class StartedProviders {
  private final ProviderLoader loader;
  private final Map<Guid, CompletableFuture<StartedProvider>> byId = new ConcurrentHashMap<>();
  private final List<StartedProvider> inOrder = new CopyOnWriteArrayList<>();
  private final AtomicInteger generation = new AtomicInteger();

  StartedProviders(ProviderLoader loader) {
    this.loader = loader;
  }

  /** Returns whether any {@code WSPStartup} has succeeded that was not taken back since. */
  boolean any() {
    return !inOrder.isEmpty();
  }

  /** The provider of an entry if it is started. */
  @Nullable StartedProvider find(Guid id) {
    CompletableFuture<StartedProvider> future = byId.get(id);
    return future == null || !future.isDone() || future.isCompletedExceptionally()
        ? null
        : future.join();
  }

  /**
   * The started provider of an entry. Several threads that need it first wait for one start.
   *
   * @throws WinsockException WSAEPROVIDERFAILEDINIT, WSAEINVALIDPROVIDER or WSAEINVALIDPROCTABLE;
   *     WSANOTINITIALISED when everything was ended meanwhile; a later call tries again
   */
  StartedProvider start(ProtocolInfo entry, Upcalls upcalls, Ws2Exports exports) {
    int start = generation.get();
    CompletableFuture<StartedProvider> mine = new CompletableFuture<>();
    CompletableFuture<StartedProvider> first = byId.putIfAbsent(entry.providerId(), mine);
    if (first != null) {
      return await(first);
    }
    // No lock is held while the provider runs: it may call back, and start what lies below it.
    try {
      StartedProvider started = startNow(entry, upcalls, exports);
      if (!enter(started, start)) {
        // Everything was ended meanwhile; who ended it did not know of this one.
        started.table().wspCleanup();
        throw failure(
            WsaError.WSANOTINITIALISED,
            "WSACleanup came while provider " + entry.providerId() + " started");
      }
      mine.complete(started);
      return started;
    } catch (RuntimeException | Error e) {
      byId.remove(entry.providerId(), mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  /**
   * One {@code WSPCleanup} for each start, the last started first; results are not trusted
   * (WIN-H5).
   */
  void cleanupAll() {
    List<StartedProvider> started;
    synchronized (inOrder) {
      generation.incrementAndGet();
      started = new ArrayList<>(inOrder);
    }
    // What ends may still ask for what lies below it.
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).table().wspCleanup();
    }
    inOrder.removeAll(started);
    byId.values()
        .removeIf(
            start ->
                start.isDone()
                    && !start.isCompletedExceptionally()
                    && started.contains(start.join()));
  }

  /** False when everything was ended since a provider's start began. */
  private boolean enter(StartedProvider started, int start) {
    synchronized (inOrder) {
      return start == generation.get() && inOrder.add(started);
    }
  }

  /**
   * Asks those that were started last first, so that a layer hears of it before what lies below it;
   * false when the calling thread is in no blocking call of theirs.
   */
  boolean cancelBlockingCall() {
    List<StartedProvider> started = new ArrayList<>(inOrder);
    for (int i = started.size() - 1; i >= 0; i--) {
      if (started.get(i).table().wspCancelBlockingCall().succeeded()) {
        return true;
      }
    }
    return false;
  }

  private StartedProvider startNow(ProtocolInfo entry, Upcalls upcalls, Ws2Exports exports) {
    ServiceProvider provider =
        loader
            .load(entry.providerId())
            .orElseThrow(() -> failure(WsaError.WSAEPROVIDERFAILEDINIT, nothingAt(entry)));
    StartupResult result = provider.wspStartup(Winsock2.VERSION_2_2, entry, upcalls, exports);
    if (result.error() != 0) {
      throw failure(
          WsaError.WSAEPROVIDERFAILEDINIT,
          of(entry)
              + " answered "
              + WsaError.nameOf(result.error())
              + (result.description().isEmpty()
                  ? " from WSPStartup (WSP-START-2)"
                  : ": " + result.description()));
    }
    if (result.version() != Winsock2.VERSION_2_2) {
      provider.wspCleanup(); // WSP-START-6: who dislikes the version must clean up
      throw failure(
          WsaError.WSAEINVALIDPROVIDER,
          of(entry)
              + " answered version "
              + versionText(result.version())
              + ": 2.2 is needed (WSP-START-6)");
    }
    ServiceProvider table = result.procTable();
    if (table == null || !table.missingFunctions().isEmpty()) {
      provider.wspCleanup();
      throw failure(
          WsaError.WSAEINVALIDPROCTABLE,
          of(entry)
              + (table == null ? " gave no table" : " left out " + table.missingFunctions())
              + ": all thirty functions are needed (WIN-H5, LAY-PT-2)");
    }
    return new StartedProvider(entry.providerId(), table);
  }

  private static StartedProvider await(CompletableFuture<StartedProvider> start) {
    try {
      return start.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WinsockException known) {
        throw new WinsockException(known.function(), known.errno(), known.reason());
      }
      throw e;
    }
  }

  private String nothingAt(ProtocolInfo entry) {
    return loader
        .path(entry.providerId())
        .map(
            path ->
                "nothing is placed at "
                    + path
                    + ", where the catalog says that this module is: call place(path, module)")
        .orElse("the catalog has no module for provider " + entry.providerId());
  }

  private String of(ProtocolInfo entry) {
    return "the module "
        + loader.path(entry.providerId()).orElseGet(entry.providerId()::toString)
        + ", started for entry "
        + entry.catalogEntryId()
        + ",";
  }

  private static String versionText(int version) {
    return (version & 0xFF) + "." + (version >>> 8 & 0xFF);
  }

  private static WinsockException failure(WsaError error, String reason) {
    return new WinsockException("WSPStartup", error.code(), reason);
  }
}
