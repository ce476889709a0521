package dev.wsplab.wfp;

import dev.wsplab.driver.BadPointerException;
import dev.wsplab.driver.CallArguments;
import dev.wsplab.driver.DriverPlatform;
import dev.wsplab.driver.Irql;
import dev.wsplab.driver.NativeWords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Functions of fwpmk.h for one module in C: sessions, transactions, objects. Sublayers and callouts
 * are there at once, and go when their transaction is aborted; filters begin to count at the
 * commit. Thread-safe.
 */
final class NativeManagement {
  private static final int DYNAMIC = 1; // FWPM_SESSION_FLAG_

  /** One session. Thread-safe; holds its lock for no call. */
  private static final class Session {
    private final boolean dynamic;
    private final List<Runnable> undo = new ArrayList<>();
    private final List<Runnable> undoTransaction = new ArrayList<>();
    private final List<AddedFilter> waiting = new ArrayList<>();
    private boolean inTransaction;

    Session(boolean dynamic) {
      this.dynamic = dynamic;
    }

    /** The transaction is over: what takes back what it has done. */
    synchronized List<Runnable> aborted() {
      inTransaction = false;
      waiting.clear();
      List<Runnable> steps = List.copyOf(undoTransaction);
      undoTransaction.clear();
      return steps;
    }

    /** The session is over: what takes back what goes with it. */
    synchronized List<Runnable> ended() {
      return dynamic ? List.copyOf(undo) : List.of();
    }

    /** The filters that wait for the commit; null when there is no transaction. */
    synchronized @Nullable List<AddedFilter> committing() {
      List<AddedFilter> filters = inTransaction ? List.copyOf(waiting) : null;
      waiting.clear();
      return filters;
    }

    synchronized void committed() {
      inTransaction = false;
      undo.addAll(undoTransaction);
      undoTransaction.clear();
    }

    synchronized boolean begins() {
      boolean first = !inTransaction;
      inTransaction = true;
      return first;
    }

    synchronized boolean isInTransaction() {
      return inTransaction;
    }

    synchronized void done(Runnable step) {
      (inTransaction ? undoTransaction : undo).add(step);
    }

    /** Whether a filter waits for the commit now. */
    synchronized boolean defers(AddedFilter filter) {
      return inTransaction && waiting.add(filter);
    }

    synchronized boolean forgets(long filter) {
      return waiting.removeIf(it -> it.id() == filter);
    }
  }

  private final FilterEngine engine;
  private final DriverPlatform platform;
  private final NativeFilterReader reader;
  private final Map<Long, Session> sessions = new ConcurrentHashMap<>();

  NativeManagement(FilterEngine engine, DriverPlatform platform) {
    this.engine = engine;
    this.platform = platform;
    this.reader = new NativeFilterReader(engine.policy());
  }

  // ---- sessions

  /** {@code FwpmEngineOpen0}. */
  WfpStatus open(long session, long out) {
    passive("FwpmEngineOpen0");
    if (out == 0) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    NativeWords.store(out, 0);
    boolean dynamic = false;
    if (session != 0) {
      NativeReader at = new NativeReader(session);
      at.guid();
      at.pointer();
      at.pointer();
      dynamic = (at.uint32() & DYNAMIC) != 0;
    }
    long handle = platform.nextAddress();
    sessions.put(handle, new Session(dynamic));
    NativeWords.store(out, handle);
    return WfpStatus.STATUS_SUCCESS;
  }

  /** {@code FwpmEngineClose0}: a transaction is aborted; what a dynamic session has added goes. */
  WfpStatus close(long handle) {
    passive("FwpmEngineClose0");
    Session session = at(handle);
    sessions.remove(handle);
    undo(session.aborted());
    undo(session.ended());
    return WfpStatus.STATUS_SUCCESS;
  }

  private Session at(long handle) {
    Session session = sessions.get(handle);
    if (session == null) {
      throw new BadPointerException("an engine handle that is open", handle);
    }
    return session;
  }

  /** The last first; holds no lock, as callouts are told. */
  private static void undo(List<Runnable> steps) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      steps.get(i).run();
    }
  }

  // ---- transactions

  WfpStatus begin(long handle) {
    passive("FwpmTransactionBegin0");
    return at(handle).begins() ? WfpStatus.STATUS_SUCCESS : WfpStatus.STATUS_FWP_TXN_IN_PROGRESS;
  }

  /** Filters are told to their callouts; one that refuses aborts all of it. */
  WfpStatus commit(long handle) {
    passive("FwpmTransactionCommit0");
    Session session = at(handle);
    List<AddedFilter> filters = session.committing();
    if (filters == null) {
      return WfpStatus.STATUS_FWP_NO_TXN_IN_PROGRESS;
    }
    for (AddedFilter filter : filters) {
      WfpStatus status = engine.management().commit(filter);
      if (!status.isSuccess()) {
        undo(session.aborted());
        return status;
      }
      session.done(() -> engine.management().fwpmFilterDeleteById0(filter.id()));
    }
    session.committed();
    return WfpStatus.STATUS_SUCCESS;
  }

  WfpStatus abort(long handle) {
    passive("FwpmTransactionAbort0");
    Session session = at(handle);
    if (!session.isInTransaction()) {
      return WfpStatus.STATUS_FWP_NO_TXN_IN_PROGRESS;
    }
    undo(session.aborted());
    return WfpStatus.STATUS_SUCCESS;
  }

  // ---- objects

  /** {@code FwpmSubLayerAdd0}. */
  WfpStatus addSublayer(long handle, long sublayer) {
    passive("FwpmSubLayerAdd0");
    Session session = at(handle);
    if (sublayer == 0) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    NativeReader at = new NativeReader(sublayer);
    String key = at.guid();
    if (at.pointer() == 0) {
      return WfpStatus.STATUS_FWP_NULL_DISPLAY_NAME;
    }
    at.pointer();
    at.uint16(); // flags
    at.pointer(); // providerKey
    int weight = at.skipBlob().uint16();
    WfpStatus status = engine.policy().add(new FwpmSublayer(key, weight));
    if (status.isSuccess()) {
      session.done(() -> engine.policy().removeSublayer(key));
    }
    return status;
  }

  /** {@code FwpmSubLayerDeleteByKey0}. */
  WfpStatus deleteSublayer(long handle, long key) {
    passive("FwpmSubLayerDeleteByKey0");
    at(handle);
    String name = Guids.read(key);
    if (engine.policy().isUsed(name)) {
      return WfpStatus.STATUS_FWP_IN_USE;
    }
    return engine.policy().removeSublayer(name)
        ? WfpStatus.STATUS_SUCCESS
        : WfpStatus.STATUS_FWP_SUBLAYER_NOT_FOUND;
  }

  /** {@code FwpmCalloutAdd0}. */
  WfpStatus addCallout(long handle, long callout, long id) {
    passive("FwpmCalloutAdd0");
    Session session = at(handle);
    if (callout == 0) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    NativeReader at = new NativeReader(callout);
    String key = at.guid();
    if (at.pointer() == 0) {
      return WfpStatus.STATUS_FWP_NULL_DISPLAY_NAME;
    }
    at.pointer();
    at.uint32(); // flags
    at.pointer(); // providerKey
    if (Guids.layer(at.skipBlob().guid()) == null) {
      return WfpStatus.STATUS_FWP_LAYER_NOT_FOUND;
    }
    Integer made = engine.policy().addCallout(key);
    if (made == null) {
      return WfpStatus.STATUS_FWP_ALREADY_EXISTS;
    }
    session.done(() -> engine.policy().removeCallout(key));
    if (id != 0) {
      CallArguments.memory().storeInt(id, made);
    }
    return WfpStatus.STATUS_SUCCESS;
  }

  /** {@code FwpmCalloutDeleteByKey0}. */
  WfpStatus deleteCallout(long handle, long key) {
    passive("FwpmCalloutDeleteByKey0");
    at(handle);
    return deleteCallout(Guids.read(key));
  }

  private WfpStatus deleteCallout(String key) {
    if (!engine.policy().hasCallout(key)) {
      return WfpStatus.STATUS_FWP_CALLOUT_NOT_FOUND;
    }
    if (!engine.policy().asking(key).isEmpty()) {
      return WfpStatus.STATUS_FWP_IN_USE;
    }
    engine.policy().removeCallout(key);
    return WfpStatus.STATUS_SUCCESS;
  }

  /** {@code FwpmCalloutDeleteById0}. */
  WfpStatus deleteCallout(long handle, int id) {
    passive("FwpmCalloutDeleteById0");
    at(handle);
    String key = engine.policy().addedCallout(id);
    return key == null ? WfpStatus.STATUS_FWP_CALLOUT_NOT_FOUND : deleteCallout(key);
  }

  /** {@code FwpmFilterAdd0}. */
  WfpStatus addFilter(long handle, long filter, long id) {
    passive("FwpmFilterAdd0");
    Session session = at(handle);
    if (filter == 0) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    AddedFilter added;
    try {
      added = engine.policy().prepare(reader.read(filter));
    } catch (NativeFilterReader.Refused refused) {
      return refused.status();
    }
    if (added == null) {
      return WfpStatus.STATUS_FWP_SUBLAYER_NOT_FOUND;
    }
    if (id != 0) {
      CallArguments.memory().storeLong(id, added.id());
    }
    if (session.defers(added)) {
      return WfpStatus.STATUS_SUCCESS;
    }
    WfpStatus status = engine.management().commit(added);
    if (status.isSuccess()) {
      session.done(() -> engine.management().fwpmFilterDeleteById0(added.id()));
    }
    return status;
  }

  /** {@code FwpmFilterDeleteById0}. */
  WfpStatus deleteFilter(long handle, long id) {
    passive("FwpmFilterDeleteById0");
    Session session = at(handle);
    if (session.forgets(id)) {
      return WfpStatus.STATUS_SUCCESS;
    }
    WfpStatus status = engine.management().fwpmFilterDeleteById0(id);
    return status == WfpStatus.STATUS_FWP_NOT_FOUND
        ? WfpStatus.STATUS_FWP_FILTER_NOT_FOUND
        : status;
  }

  private void passive(String function) {
    platform.requireIrql(function, Irql.PASSIVE_LEVEL);
  }

  /** Closes what the driver has left open, and says how many there were. */
  int end() {
    List<Long> left = new ArrayList<>(sessions.keySet());
    Collections.sort(left);
    left.forEach(this::close);
    return left.size();
  }
}
