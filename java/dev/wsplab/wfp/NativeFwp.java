package dev.wsplab.wfp;

import static dev.wsplab.driver.CallArguments.done;
import static dev.wsplab.driver.CallArguments.memory;

import dev.wsplab.driver.CallArguments;
import dev.wsplab.driver.DriverCalls;
import dev.wsplab.driver.KernelCalls;
import dev.wsplab.driver.NativeWords;
import dev.wsplab.wfp.packet.NetBufferList;
import dev.wsplab.wfp.packet.NetBufferResult;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the calls of one callout driver in C arrive. Nothing is thrown; after the end every call
 * fails. Thread-safe.
 */
// Looks at an engine that is somebody else's, and closes nothing.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
final class NativeFwp implements DriverCalls {
  private static final int INJECTION_TYPES = 0x3; // stream, transport: what flags of 0 stand for

  /** What the functions work on: dropped at the end, so that a module that stays holds nothing. */
  record Parts(
      FilterEngine engine,
      NativeCallouts callouts,
      NativePackets packets,
      NativeTokens tokens,
      NativeRedirects redirects,
      NativeManagement management,
      KernelCalls kernel) {}

  private volatile @Nullable Parts parts;

  void serve(@Nullable Parts now) {
    parts = now;
  }

  /** Called by the shim, in any thread. */
  @Override
  public long call(int function, long arguments, long failure) {
    Parts now = parts;
    if (now == null) {
      return failure;
    }
    return now.kernel()
        .answer(
            function,
            arguments,
            failure,
            number -> NativeFunction.of(number).name(),
            (number, with) -> new Call(now, with).run(NativeFunction.of(number)));
  }

  /** One call with its arguments. */
  private record Call(Parts parts, CallArguments with) {
    private FwpsFunctions fwps() {
      return parts.engine().kernel();
    }

    private NetBufferList list(int index) {
      return parts.packets().at(word(index));
    }

    private @Nullable NetBufferList listOrNull(int index) {
      return parts.packets().orNull(word(index));
    }

    private long word(int index) {
      return with.word(index);
    }

    private int number(int index) {
      return with.number(index);
    }

    private static long status(WfpStatus status) {
      return CallArguments.status(status.value());
    }

    long run(NativeFunction called) {
      NativeManagement management = parts.management();
      return switch (called) {
        case FWPS_CALLOUT_REGISTER2 -> status(parts.callouts().register(word(1), word(2)));
        case FWPS_CALLOUT_UNREGISTER_BY_ID0 -> status(parts.callouts().unregister(number(0)));
        case FWPS_CALLOUT_UNREGISTER_BY_KEY0 ->
            status(parts.callouts().unregister(Guids.read(word(0))));
        case FWPS_PEND_OPERATION0 -> pend();
        case FWPS_COMPLETE_OPERATION0 -> done(this::complete);
        case FWPS_ACQUIRE_CLASSIFY_HANDLE0 -> acquire();
        case FWPS_RELEASE_CLASSIFY_HANDLE0 ->
            done(() -> fwps().fwpsReleaseClassifyHandle0(word(0)));
        case FWPS_PEND_CLASSIFY0 ->
            status(fwps().fwpsPendClassify0(word(0), word(1), number(2), decision(3)));
        case FWPS_COMPLETE_CLASSIFY0 ->
            done(() -> fwps().fwpsCompleteClassify0(word(0), number(1), decision(2)));
        case FWPS_ACQUIRE_WRITABLE_LAYER_DATA_POINTER0 ->
            status(parts.redirects().acquire(word(0), word(1), number(2), word(3)));
        case FWPS_APPLY_MODIFIED_LAYER_DATA0 ->
            done(() -> parts.redirects().apply(word(0), word(1)));
        case FWPS_FLOW_ASSOCIATE_CONTEXT0 -> associate();
        case FWPS_FLOW_REMOVE_CONTEXT0 -> removeContext();
        case FWPS_INJECTION_HANDLE_CREATE0 -> createHandle();
        case FWPS_INJECTION_HANDLE_DESTROY0 -> status(fwps().fwpsInjectionHandleDestroy0(word(0)));
        case FWPS_INJECT_TRANSPORT_RECEIVE_ASYNC0 -> receive();
        case FWPS_INJECT_TRANSPORT_SEND_ASYNC0 -> send();
        case FWPS_QUERY_PACKET_INJECTION_STATE0 -> state();
        case FWPS_ALLOCATE_CLONE_NET_BUFFER_LIST0 -> allocateClone();
        case FWPS_FREE_CLONE_NET_BUFFER_LIST0 -> done(this::freeClone);
        case FWPS_REFERENCE_NET_BUFFER_LIST0 ->
            done(() -> fwps().fwpsReferenceNetBufferList0(list(0), (word(1) & 0xFF) != 0));
        case FWPS_DEREFERENCE_NET_BUFFER_LIST0 -> done(this::dereference);
        case NDIS_GET_DATA_BUFFER -> parts.packets().data(word(0), number(1), word(2));
        case NDIS_RETREAT_NET_BUFFER_DATA_START -> retreat();
        case NDIS_ADVANCE_NET_BUFFER_DATA_START -> done(this::advance);
        case FWPM_ENGINE_OPEN0 -> status(management.open(word(0), word(1)));
        case FWPM_ENGINE_CLOSE0 -> status(management.close(word(0)));
        case FWPM_TRANSACTION_BEGIN0 -> status(management.begin(word(0)));
        case FWPM_TRANSACTION_COMMIT0 -> status(management.commit(word(0)));
        case FWPM_TRANSACTION_ABORT0 -> status(management.abort(word(0)));
        case FWPM_SUB_LAYER_ADD0 -> status(management.addSublayer(word(0), word(1)));
        case FWPM_SUB_LAYER_DELETE_BY_KEY0 -> status(management.deleteSublayer(word(0), word(1)));
        case FWPM_CALLOUT_ADD0 -> status(management.addCallout(word(0), word(1), word(2)));
        case FWPM_CALLOUT_DELETE_BY_KEY0 -> status(management.deleteCallout(word(0), word(1)));
        case FWPM_CALLOUT_DELETE_BY_ID0 -> status(management.deleteCallout(word(0), number(1)));
        case FWPM_FILTER_ADD0 -> status(management.addFilter(word(0), word(1), word(2)));
        case FWPM_FILTER_DELETE_BY_ID0 -> status(management.deleteFilter(word(0), word(1)));
      };
    }

    // ---- pend and complete

    private long pend() {
      long out = word(1);
      if (out == 0) {
        return status(fwps().fwpsPendOperation0(word(0), null));
      }
      NativeWords.store(out, NativeWords.pointer(out)); // before there is anything to be lost
      HandleSlot slot = new HandleSlot();
      WfpStatus status = fwps().fwpsPendOperation0(word(0), slot);
      if (status.isSuccess()) {
        NativeWords.store(out, slot.get());
      }
      return status(status);
    }

    private void complete() {
      NetBufferList list = listOrNull(1);
      parts.callouts().readUnderWay();
      fwps().fwpsCompleteOperation0(word(0), list);
    }

    private long acquire() {
      long out = word(2);
      if (out == 0) {
        return status(WfpStatus.STATUS_FWP_NULL_POINTER);
      }
      memory().storeLong(out, 0);
      HandleSlot slot = new HandleSlot();
      WfpStatus status =
          fwps().fwpsAcquireClassifyHandle0(parts.tokens().at(word(0)), number(1), slot);
      memory().storeLong(out, slot.get());
      return status(status);
    }

    /**
     * {@code FWPS_CLASSIFY_OUT0}; null for NULL. An action that there is not is no decision
     * (WFP-10).
     */
    private @Nullable FwpsClassifyOut decision(int index) {
      long at = word(index);
      if (at == 0) {
        return null;
      }
      FwpsClassifyOut out = new FwpsClassifyOut();
      NativeReader reader = new NativeReader(at);
      int type = reader.uint32();
      FwpActionType action = FwpActionType.of(type);
      reader.uint64();
      reader.uint64();
      out.rights(reader.uint32());
      out.flags(reader.uint32());
      if (action != null) {
        out.actionType(action);
      } else {
        parts
            .engine()
            .checks()
            .byCall(
                WfpCheck.UNKNOWN_ACTION,
                0,
                "",
                "an FWP_ACTION_TYPE",
                "0x" + Integer.toHexString(type));
      }
      return out;
    }

    // ---- flows

    private long associate() {
      FwpsLayer layer = FwpsLayer.of(number(1) & 0xFFFF);
      return status(
          layer == null
              ? WfpStatus.STATUS_INVALID_PARAMETER
              : fwps().fwpsFlowAssociateContext0(word(0), layer, word(2), word(3)));
    }

    private long removeContext() {
      FwpsLayer layer = FwpsLayer.of(number(1) & 0xFFFF);
      return status(
          layer == null
              ? WfpStatus.STATUS_INVALID_PARAMETER
              : fwps().fwpsFlowRemoveContext0(word(0), layer, word(2)));
    }

    // ---- injection

    private long createHandle() {
      long out = word(2);
      if (out == 0) {
        return status(fwps().fwpsInjectionHandleCreate0(number(0) & 0xFFFF, 0, null));
      }
      NativeWords.store(out, 0);
      int flags = number(1) & ~INJECTION_TYPES;
      HandleSlot slot = new HandleSlot();
      WfpStatus status = fwps().fwpsInjectionHandleCreate0(number(0) & 0xFFFF, flags, slot);
      NativeWords.store(out, slot.get());
      return status(status);
    }

    private long receive() {
      return status(
          fwps()
              .fwpsInjectTransportReceiveAsync0(
                  word(0),
                  word(1),
                  word(2) == 0 ? null : word(2),
                  number(3),
                  number(4) & 0xFFFF,
                  number(5),
                  number(6),
                  number(7),
                  listOrNull(8),
                  parts.callouts().injected(word(9), word(10)),
                  null));
    }

    private long send() {
      int family = number(5) & 0xFFFF;
      return status(
          fwps()
              .fwpsInjectTransportSendAsync0(
                  word(0),
                  word(1),
                  word(2),
                  number(3),
                  sendArgs(word(4), family),
                  family,
                  number(6),
                  listOrNull(7),
                  parts.callouts().injected(word(8), word(9)),
                  null));
    }

    private static @Nullable FwpsTransportSendParams sendArgs(long at, int family) {
      if (at == 0) {
        return null;
      }
      NativeReader reader = new NativeReader(at);
      long remote = reader.pointer();
      int scope = reader.uint32();
      if (remote == 0) {
        return null;
      }
      byte[] address = NativeReader.bytes(remote, family == Fwps.AF_INET6 ? 16 : 4);
      try {
        return new FwpsTransportSendParams(InetAddress.getByAddress(address), scope);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("length=" + address.length, e);
      }
    }

    private long state() {
      HandleSlot slot = new HandleSlot();
      FwpsPacketInjectionState state =
          fwps().fwpsQueryPacketInjectionState0(word(0), listOrNull(1), slot);
      if (word(2) != 0) {
        NativeWords.store(word(2), slot.get());
      }
      return state.ordinal();
    }

    // ---- net buffer lists

    private long allocateClone() {
      NativeWords.store(word(2), 0); // before there is anything that could be lost
      NetBufferResult result = fwps().fwpsAllocateCloneNetBufferList0(list(0), number(1));
      NativeWords.store(word(2), parts.packets().address(result.list()));
      return CallArguments.status(result.status());
    }

    private void freeClone() {
      NetBufferList clone = list(0);
      fwps().fwpsFreeCloneNetBufferList0(clone);
      parts.packets().changed(clone);
    }

    private void dereference() {
      NetBufferList list = list(0);
      fwps().fwpsDereferenceNetBufferList0(list);
      parts.packets().changed(list);
    }

    private long retreat() {
      NetBufferList list = parts.packets().ofBuffer(word(0));
      if (number(1) < 0 || number(2) < 0) {
        return status(WfpStatus.STATUS_INVALID_PARAMETER);
      }
      int status = list.ndisRetreatNetBufferDataStart(number(1), number(2));
      parts.packets().changed(list);
      return CallArguments.status(status);
    }

    private void advance() {
      NetBufferList list = parts.packets().ofBuffer(word(0));
      list.ndisAdvanceNetBufferDataStart(number(1), (word(2) & 0xFF) != 0);
      parts.packets().changed(list);
    }
  }
}
