package dev.wsplab.wfp;

import static dev.wsplab.wfp.FwpsPacketInjectionState.*;

import dev.wsplab.driver.Irql;
import dev.wsplab.wfp.packet.NetBufferList;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A correct callout for RESOURCE_ASSIGNMENT, LISTEN, CONNECT and RECV_ACCEPT: pends each first
 * authorization, keeps a clone of the packet, decides later. With {@link Bug}s, one place of it is
 * wrong.
 */
final class Inspector implements FwpsCalloutClassifyFn {
  /** What it does wrong. */
  enum Bug {
    COMPLETES_TWICE,
    COMPLETES_WITH_NULL,
    FORGETS_TO_INJECT,
    PENDS_AGAIN,
    REMOVES_RECORD_FIRST,
    HOLDS_LOCK,
    PENDS_OWN_CLONE,
    KEEPS_WITHOUT_CLONE,
    NO_ABSORB,
    FORGETS_FIRST_DATAGRAM,
    COMPLETES_BEFORE_OUT,
    FREES_TWICE,
    NEVER_FREES,
    COMPLETES_INSIDE,
    PERMITS_AFTER_PEND,
    IGNORES_RIGHT,
    KEEPS_OUT,
    INJECTS_FIRST,
    COMPLETES_WITH_ORIGINAL,
    PENDS_TWICE
  }

  private final FwpsFunctions fwps;
  private final long injection;
  private final Set<Bug> bugs = EnumSet.noneOf(Bug.class);
  private final KSpinLock lock;
  private final List<Inspected> records = new ArrayList<>();
  private final AtomicInteger completions = new AtomicInteger();
  private final Queue<Inspected> journal = new ConcurrentLinkedQueue<>();
  private final Predicate<Inspected> judge;
  private boolean automatic;
  private int tries;
  @Nullable FwpsClassifyOut kept;

  Inspector(FwpsFunctions fwps, long injection, Predicate<Inspected> judge, Bug... bugs) {
    this.fwps = fwps;
    this.injection = injection;
    this.judge = judge;
    this.bugs.addAll(List.of(bugs));
    this.lock = fwps.keInitializeSpinLock();
  }

  /** Decides in a work item, without being told to. */
  Inspector automatic() {
    automatic = true;
    return this;
  }

  /** Injects again what the stack would not have, so often. */
  Inspector retrying(int times) {
    tries = times;
    return this;
  }

  private boolean has(Bug bug) {
    return bugs.contains(bug);
  }

  @Override
  public void classify(
      FwpsIncomingValues values,
      FwpsIncomingMetadataValues metadata,
      @Nullable NetBufferList packet,
      @Nullable Object classifyContext,
      FwpsFilter filter,
      long flowContext,
      FwpsClassifyOut out) {
    if (!out.mayWrite() && !has(Bug.IGNORES_RIGHT)) {
      return;
    }
    boolean connect = values.layer().kind() != FwpsLayer.Kind.RECV_ACCEPT;
    if (packet != null && isOurs(packet) && !has(Bug.PENDS_OWN_CLONE)) {
      out.permit();
    } else if (values.isReauthorize() && !has(Bug.PENDS_AGAIN)) {
      again(values, packet, out);
    } else {
      pend(values, metadata, packet, connect, out);
    }
  }

  private boolean isOurs(NetBufferList packet) {
    FwpsPacketInjectionState state = fwps.fwpsQueryPacketInjectionState0(injection, packet, null);
    return state == FWPS_PACKET_INJECTED_BY_SELF
        || state == FWPS_PACKET_PREVIOUSLY_INJECTED_BY_SELF;
  }

  private void again(
      FwpsIncomingValues values, @Nullable NetBufferList packet, FwpsClassifyOut out) {
    if (packet != null) {
      out.permit(); // filters have changed: this one permits what it has permitted
      return;
    }
    Inspected record = takeDecided(values);
    if (record == null) {
      out.absorb();
      return;
    }
    if (Boolean.TRUE.equals(record.verdict)) {
      out.permit();
      if (record.packet != null) {
        fwps.ioQueueWorkItem(() -> send(record));
      } else {
        record.over = true;
      }
    } else {
      out.block();
      free(record);
    }
  }

  private @Nullable Inspected takeDecided(FwpsIncomingValues values) {
    Irql before = lock.keAcquireSpinLock();
    try {
      for (Inspected record : records) {
        if (record.verdict != null && record.isOf(values)) {
          records.remove(record);
          return record;
        }
      }
      return null;
    } finally {
      lock.keReleaseSpinLock(before);
    }
  }

  private void pend(
      FwpsIncomingValues values,
      FwpsIncomingMetadataValues metadata,
      @Nullable NetBufferList packet,
      boolean connect,
      FwpsClassifyOut out) {
    Inspected record = new Inspected(values, metadata, connect);
    journal.add(record);
    if (packet != null) {
      keep(record, metadata, packet);
      if (record.packet == null) {
        record.refused();
        out.block();
        return;
      }
    }
    WfpStatus status = fwps.fwpsPendOperation0(metadata.completionHandle(), record.context);
    if (has(Bug.PENDS_TWICE)) {
      fwps.fwpsPendOperation0(metadata.completionHandle(), new HandleSlot());
    }
    if (!status.isSuccess() && !has(Bug.PENDS_AGAIN)) {
      free(record);
      record.refused();
      out.block(); // WFP-33
      return;
    }
    if (has(Bug.COMPLETES_BEFORE_OUT)) {
      add(record);
      elsewhere(() -> decide(record, true));
    }
    if (has(Bug.PERMITS_AFTER_PEND)) {
      out.permit();
    } else if (has(Bug.NO_ABSORB)) {
      out.block();
    } else {
      out.absorb();
    }
    kept = out;
    if (!has(Bug.COMPLETES_BEFORE_OUT)) {
      add(record); // who finds it may complete it at once (WFP-107)
    }
    if (has(Bug.COMPLETES_INSIDE)) {
      decide(record, true);
    }
    if (automatic) {
      fwps.ioQueueWorkItem(() -> decide(record, judge.test(record)));
    }
  }

  private static void elsewhere(Runnable task) {
    Thread thread = new Thread(task);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void keep(Inspected record, FwpsIncomingMetadataValues metadata, NetBufferList packet) {
    if (has(Bug.KEEPS_WITHOUT_CLONE)) {
      record.packet = packet;
      return;
    }
    int back = record.connect ? 0 : metadata.ipHeaderSize() + metadata.transportHeaderSize();
    packet.ndisRetreatNetBufferDataStart(back, 0); // WFP-72
    record.packet = fwps.fwpsAllocateCloneNetBufferList0(packet, 0).list();
    packet.ndisAdvanceNetBufferDataStart(back, false);
  }

  private void add(Inspected record) {
    Irql before = lock.keAcquireSpinLock();
    records.add(record);
    lock.keReleaseSpinLock(before);
  }

  private void remove(Inspected record) {
    Irql before = lock.keAcquireSpinLock();
    records.remove(record);
    lock.keReleaseSpinLock(before);
  }

  List<Inspected> records() {
    Irql before = lock.keAcquireSpinLock();
    try {
      return List.copyOf(records);
    } finally {
      lock.keReleaseSpinLock(before);
    }
  }

  /** How often its completion function has had a list back for good. */
  int completions() {
    return completions.get();
  }

  /** All that it was asked about first, in order. */
  List<Inspected> journal() {
    return List.copyOf(journal);
  }

  /** Decides the only one that is pended. */
  void decide(boolean permit) {
    decide(records().get(0), permit);
  }

  /** Decides what a peer's port tells. */
  void decide(int remotePort, boolean permit) {
    Inspected record =
        records().stream().filter(r -> r.remotePort == remotePort).findFirst().orElseThrow();
    decide(record, permit);
  }

  /** Decides what was pended last. */
  void decideLast(boolean permit) {
    List<Inspected> all = records();
    decide(all.get(all.size() - 1), permit);
  }

  /** Frees what it keeps, and owes its completions for ever. */
  void forgetAll() {
    records().forEach(this::free);
  }

  private void decide(Inspected record, boolean permit) {
    record.verdict = permit;
    if (record.connect) {
      completeConnect(record);
    } else {
      completeAccept(record, permit);
    }
  }

  private void completeConnect(Inspected record) {
    if (has(Bug.REMOVES_RECORD_FIRST)) {
      remove(record);
    }
    Irql before = has(Bug.HOLDS_LOCK) ? lock.keAcquireSpinLock() : Irql.PASSIVE_LEVEL;
    fwps.fwpsCompleteOperation0(record.context.get(), null);
    if (has(Bug.HOLDS_LOCK)) {
      lock.keReleaseSpinLock(before);
    }
    if (has(Bug.COMPLETES_TWICE)) {
      fwps.fwpsCompleteOperation0(record.context.get(), null);
    }
  }

  private void completeAccept(Inspected record, boolean permit) {
    remove(record);
    NetBufferList clone = record.packet;
    if (has(Bug.KEEPS_WITHOUT_CLONE) && clone != null) {
      clone = fwps.fwpsAllocateCloneNetBufferList0(clone, 0).list();
    }
    if (has(Bug.INJECTS_FIRST) && clone != null) {
      inject(clone, record);
    }
    if (has(Bug.COMPLETES_WITH_ORIGINAL) && clone != null) {
      NetBufferList other = fwps.fwpsAllocateCloneNetBufferList0(clone, 0).list();
      fwps.fwpsCompleteOperation0(record.context.get(), other);
      fwps.fwpsFreeCloneNetBufferList0(java.util.Objects.requireNonNull(other));
    } else {
      boolean none = !permit || has(Bug.COMPLETES_WITH_NULL);
      fwps.fwpsCompleteOperation0(record.context.get(), none ? null : clone);
    }
    if (permit && clone != null && !has(Bug.FORGETS_TO_INJECT) && !has(Bug.INJECTS_FIRST)) {
      inject(clone, record);
    } else if (!has(Bug.INJECTS_FIRST)) {
      free(record);
    }
  }

  private void inject(NetBufferList clone, Inspected record) {
    record.tried++;
    WfpStatus status =
        fwps.fwpsInjectTransportReceiveAsync0(
            injection, 7, null, 0, record.family, 1, 1, 0, clone, this::injected, record);
    if (!status.isSuccess() && record.tried <= tries) {
      fwps.ioQueueWorkItem(() -> inject(clone, record));
    } else if (!status.isSuccess() && !has(Bug.NEVER_FREES)) {
      fwps.fwpsFreeCloneNetBufferList0(clone); // WFP-74
      record.injected(false);
    }
  }

  private void injected(@Nullable Object context, NetBufferList list, boolean dispatchLevel) {
    if (list.status() != 0 && context instanceof Inspected record && record.tried <= tries) {
      fwps.ioQueueWorkItem(() -> again(list, record));
      return;
    }
    if (has(Bug.NEVER_FREES)) {
      return;
    }
    completions.incrementAndGet();
    boolean done = list.status() == 0;
    fwps.fwpsFreeCloneNetBufferList0(list); // WFP-73
    if (context instanceof Inspected record) {
      record.injected(done);
    }
    if (has(Bug.FREES_TWICE)) {
      fwps.fwpsFreeCloneNetBufferList0(list);
    }
  }

  private void again(NetBufferList list, Inspected record) {
    if (record.connect) {
      send(record);
    } else {
      inject(list, record);
    }
  }

  private void send(Inspected record) {
    record.tried++;
    NetBufferList clone = record.packet;
    if (clone == null) {
      return;
    }
    if (has(Bug.FORGETS_FIRST_DATAGRAM)) {
      fwps.fwpsFreeCloneNetBufferList0(clone);
      return;
    }
    WfpStatus status =
        fwps.fwpsInjectTransportSendAsync0(
            injection,
            7,
            record.endpoint,
            0,
            new FwpsTransportSendParams(record.peer()),
            record.family,
            1,
            clone,
            this::injected,
            record);
    if (!status.isSuccess() && record.tried <= tries) {
      fwps.ioQueueWorkItem(() -> send(record));
    } else if (!status.isSuccess()) {
      fwps.fwpsFreeCloneNetBufferList0(clone);
      record.injected(false);
    }
  }

  private void free(Inspected record) {
    NetBufferList clone = record.packet;
    if (clone != null && !has(Bug.KEEPS_WITHOUT_CLONE)) {
      fwps.fwpsFreeCloneNetBufferList0(clone);
    }
    record.over = true;
  }
}
