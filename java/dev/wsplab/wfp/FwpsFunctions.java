package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import dev.wsplab.wfp.packet.NetBufferList;
import dev.wsplab.wfp.packet.NetBufferResult;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What callouts call: functions of fwpsk.h and the few of wdm.h that go with them, under their own
 * names. Thread-safe; where a level is not named, at DISPATCH_LEVEL or below, else that is reported
 * and the call goes on.
 */
public final class FwpsFunctions {
  private final FilterEngine engine;

  FwpsFunctions(FilterEngine engine) {
    this.engine = engine;
  }

  // ---- callouts

  /**
   * {@code FwpsCalloutRegister1}, at PASSIVE_LEVEL.
   *
   * @param callout its key, under which none is registered, and its functions
   * @param calloutId where its run-time identifier is stored, null for nowhere
   * @return {@code STATUS_FWP_ALREADY_EXISTS} when its key is taken
   */
  public WfpStatus fwpsCalloutRegister1(FwpsCallout callout, @Nullable HandleSlot calloutId) {
    passive("FwpsCalloutRegister1");
    Callout made = engine.policy().register(callout);
    if (made == null) {
      return WfpStatus.STATUS_FWP_ALREADY_EXISTS;
    }
    if (calloutId != null) {
      calloutId.set(made.id());
    }
    return WfpStatus.STATUS_SUCCESS;
  }

  /**
   * {@code FwpsCalloutUnregisterById0}, at PASSIVE_LEVEL. What it has pended and not completed is
   * reported, and ends as a block (WFP-64).
   *
   * @param calloutId run-time identifier of the callout
   * @return {@code STATUS_FWP_CALLOUT_NOT_FOUND}; {@code STATUS_DEVICE_BUSY} while flows have
   *     contexts of it
   */
  public WfpStatus fwpsCalloutUnregisterById0(long calloutId) {
    passive("FwpsCalloutUnregisterById0");
    Callout callout = engine.policy().callout((int) calloutId);
    if (callout == null) {
      return WfpStatus.STATUS_FWP_CALLOUT_NOT_FOUND;
    }
    if (engine.flows().hasContextOf(callout)) {
      return WfpStatus.STATUS_DEVICE_BUSY;
    }
    if (!engine.policy().unregister(callout)) {
      return WfpStatus.STATUS_FWP_CALLOUT_NOT_FOUND;
    }
    engine.pended().end(callout);
    engine.redirects().end(callout);
    return WfpStatus.STATUS_SUCCESS;
  }

  // ---- pend and complete

  /**
   * {@code FwpsPendOperation0}: suspends what is classified. Called inside classifyFn, which then
   * returns BLOCK with the right cleared and ABSORB (WFP-18 to WFP-34).
   *
   * @param completionHandle of the metadata
   * @param completionContext where is stored what must be completed exactly once
   * @return {@code STATUS_FWP_NULL_POINTER}, {@code STATUS_FWP_TCPIP_NOT_READY}, {@code
   *     STATUS_FWP_CANNOT_PEND}
   */
  public WfpStatus fwpsPendOperation0(
      long completionHandle, @Nullable HandleSlot completionContext) {
    return engine.pended().pend(completionHandle, completionContext);
  }

  /**
   * {@code FwpsCompleteOperation0}: resumes. It does not carry the verdict: at CONNECT the layer is
   * asked again, at RECV_ACCEPT what is injected next decides (WFP-39 to WFP-63).
   *
   * @param completionContext what {@code FwpsPendOperation0} gave
   * @param netBufferList at RECV_ACCEPT the clone that will be injected, null to block
   */
  public void fwpsCompleteOperation0(
      long completionContext, @Nullable NetBufferList netBufferList) {
    engine.pended().complete(completionContext, netBufferList);
  }

  // ---- the other pair

  /**
   * {@code FwpsAcquireClassifyHandle0}.
   *
   * @param classifyContext as classifyFn was given it
   * @param flags 0
   * @param classifyHandle where the handle is stored
   * @return {@code STATUS_SUCCESS} with a handle, or why there is none
   */
  public WfpStatus fwpsAcquireClassifyHandle0(
      @Nullable Object classifyContext, int flags, @Nullable HandleSlot classifyHandle) {
    return engine.redirects().acquire(classifyContext, flags, classifyHandle);
  }

  /**
   * {@code FwpsReleaseClassifyHandle0}: once for each acquired (WFP-87).
   *
   * @param classifyHandle what {@code FwpsAcquireClassifyHandle0} gave
   */
  public void fwpsReleaseClassifyHandle0(long classifyHandle) {
    engine.redirects().release(classifyHandle);
  }

  /**
   * {@code FwpsPendClassify0}, inside classifyFn at redirect and closure layers (WFP-84, WFP-85).
   *
   * @param classifyHandle what {@code FwpsAcquireClassifyHandle0} gave
   * @param filterId of the filter that classifyFn was called for
   * @param flags 0
   * @param classifyOut what classifyFn was given for its verdict; null is refused
   * @return {@code STATUS_SUCCESS} when it is pended, or why it is not
   */
  public WfpStatus fwpsPendClassify0(
      long classifyHandle, long filterId, int flags, @Nullable FwpsClassifyOut classifyOut) {
    return engine.redirects().pend(classifyHandle, filterId, flags, classifyOut);
  }

  /**
   * {@code FwpsCompleteClassify0} (WFP-86).
   *
   * @param classifyHandle what {@code FwpsAcquireClassifyHandle0} gave
   * @param flags 0
   * @param classifyOut the verdict; null has the layer asked anew
   */
  public void fwpsCompleteClassify0(
      long classifyHandle, int flags, @Nullable FwpsClassifyOut classifyOut) {
    engine.redirects().complete(classifyHandle, classifyOut);
  }

  /**
   * {@code FwpsAcquireWritableLayerDataPointer0}: a copy of what a redirection may change.
   *
   * @param classifyHandle what {@code FwpsAcquireClassifyHandle0} gave
   * @return null when the handle is none of a redirect layer
   */
  public @Nullable FwpsConnectRequest fwpsAcquireWritableLayerDataPointer0(long classifyHandle) {
    return engine.redirects().writable(classifyHandle);
  }

  /**
   * {@code FwpsApplyModifiedLayerData0}: the changes count from now on.
   *
   * @param classifyHandle what {@code FwpsAcquireClassifyHandle0} gave
   * @param modifiedLayerData what {@link #fwpsAcquireWritableLayerDataPointer0} gave, as changed
   */
  public void fwpsApplyModifiedLayerData0(
      long classifyHandle, FwpsConnectRequest modifiedLayerData) {
    engine.redirects().apply(classifyHandle, modifiedLayerData);
  }

  // ---- flows

  /**
   * {@code FwpsFlowAssociateContext0}: classifyFn of this callout gets the context at this layer.
   *
   * @param flowId the flow's handle, of the metadata
   * @param layer the layer that the context is for
   * @param calloutId run-time identifier of the callout
   * @param flowContext not 0
   * @return {@code STATUS_INVALID_PARAMETER} for what does not exist, {@code
   *     STATUS_FWP_ALREADY_EXISTS} when there is one
   */
  public WfpStatus fwpsFlowAssociateContext0(
      long flowId, FwpsLayer layer, long calloutId, long flowContext) {
    return engine.flows().associate(flowId, layer, (int) calloutId, flowContext);
  }

  /**
   * {@code FwpsFlowRemoveContext0}: the flow-delete function is called.
   *
   * @param flowId the flow's handle, of the metadata
   * @param layer the layer that the context is for
   * @param calloutId run-time identifier of the callout
   * @return {@code STATUS_SUCCESS}, or why no context was removed
   */
  public WfpStatus fwpsFlowRemoveContext0(long flowId, FwpsLayer layer, long calloutId) {
    return engine.flows().removeContext(flowId, layer, (int) calloutId);
  }

  // ---- injection

  /**
   * {@code FwpsInjectionHandleCreate0}, at PASSIVE_LEVEL (WFP-71b).
   *
   * @param addressFamily {@code AF_INET}, {@code AF_INET6}, {@code AF_UNSPEC}
   * @param flags 0
   * @param injectionHandle where the handle is stored
   * @return {@code STATUS_SUCCESS} with a handle, or why there is none
   */
  public WfpStatus fwpsInjectionHandleCreate0(
      int addressFamily, int flags, @Nullable HandleSlot injectionHandle) {
    return engine.injections().create(addressFamily, flags, injectionHandle);
  }

  /**
   * {@code FwpsInjectionHandleDestroy0}, at PASSIVE_LEVEL: returns when all its injections are
   * over.
   *
   * @param injectionHandle what {@link #fwpsInjectionHandleCreate0} gave
   * @return {@code STATUS_SUCCESS}, or why it was not destroyed
   * @throws IllegalStateException when they are not within {@link FilterEngineSettings#destroyWait}
   */
  public WfpStatus fwpsInjectionHandleDestroy0(long injectionHandle) {
    return engine.injections().destroy(injectionHandle);
  }

  /**
   * {@code FwpsInjectTransportReceiveAsync0} (WFP-71 to WFP-78). On success the list is the
   * engine's until the completion function gets it back; otherwise it stays the caller's, and the
   * function is never called.
   *
   * @param injectionHandle what {@link #fwpsInjectionHandleCreate0} gave
   * @param injectionContext any value, which {@link #fwpsQueryPacketInjectionState0} tells of the
   *     packet
   * @param reserved null
   * @param flags 0
   * @param addressFamily {@code AF_INET} or {@code AF_INET6}
   * @param compartmentId of the metadata
   * @param interfaceIndex the interface that the packet arrives by
   * @param subInterfaceIndex the subinterface that it arrives by
   * @param netBufferList begins with the IP header
   * @param completionFn gets the list back
   * @param completionContext is handed to the completion function
   * @return {@code STATUS_SUCCESS} when the engine has taken the list, or why it has not
   */
  public WfpStatus fwpsInjectTransportReceiveAsync0(
      long injectionHandle,
      long injectionContext,
      @Nullable Object reserved,
      int flags,
      int addressFamily,
      int compartmentId,
      int interfaceIndex,
      int subInterfaceIndex,
      @Nullable NetBufferList netBufferList,
      @Nullable FwpsInjectComplete completionFn,
      @Nullable Object completionContext) {
    if (reserved != null) {
      return WfpStatus.STATUS_INVALID_PARAMETER;
    }
    InjectCall call =
        new InjectCall(
            injectionHandle,
            injectionContext,
            flags,
            addressFamily,
            netBufferList,
            completionFn,
            completionContext);
    return engine.injections().inject(call, FwpDirection.INBOUND, null, null);
  }

  /**
   * {@code FwpsInjectTransportSendAsync0} (WFP-71a). Ownership as with the receive.
   *
   * @param injectionHandle what {@link #fwpsInjectionHandleCreate0} gave
   * @param injectionContext any value, which {@link #fwpsQueryPacketInjectionState0} tells of the
   *     packet
   * @param endpointHandle of the metadata
   * @param flags 0
   * @param sendArgs null only when the list begins with an IP header
   * @param addressFamily {@code AF_INET} or {@code AF_INET6}
   * @param compartmentId of the metadata
   * @param netBufferList begins with the transport header
   * @param completionFn gets the list back
   * @param completionContext is handed to the completion function
   * @return {@code STATUS_SUCCESS} when the engine has taken the list, or why it has not
   */
  public WfpStatus fwpsInjectTransportSendAsync0(
      long injectionHandle,
      long injectionContext,
      long endpointHandle,
      int flags,
      @Nullable FwpsTransportSendParams sendArgs,
      int addressFamily,
      int compartmentId,
      @Nullable NetBufferList netBufferList,
      @Nullable FwpsInjectComplete completionFn,
      @Nullable Object completionContext) {
    InjectCall call =
        new InjectCall(
            injectionHandle,
            injectionContext,
            flags,
            addressFamily,
            netBufferList,
            completionFn,
            completionContext);
    AleRequest endpoint = engine.endpoints().find(endpointHandle);
    return endpoint == null
        ? WfpStatus.STATUS_INVALID_PARAMETER
        : engine.injections().inject(call, FwpDirection.OUTBOUND, endpoint, sendArgs);
  }

  /**
   * {@code FwpsQueryPacketInjectionState0} (WFP-79).
   *
   * @param injectionHandle what {@link #fwpsInjectionHandleCreate0} gave
   * @param netBufferList the packet's list
   * @param injectionContext where the context of our injection is stored, null for nowhere
   * @return whether the packet was injected, and by whom
   */
  public FwpsPacketInjectionState fwpsQueryPacketInjectionState0(
      long injectionHandle,
      @Nullable NetBufferList netBufferList,
      @Nullable HandleSlot injectionContext) {
    return engine.injections().state(injectionHandle, netBufferList, injectionContext);
  }

  // ---- net buffer lists

  /**
   * {@code FwpsReferenceNetBufferList0}: the list lives on behind classifyFn (WFP-36).
   *
   * @param list a list that lives: another one stays as it is, and is reported
   * @param intendToModify whether the caller is going to change the packet
   */
  public void fwpsReferenceNetBufferList0(NetBufferList list, boolean intendToModify) {
    engine.packets().pool().fwpsReferenceNetBufferList0(list, intendToModify);
    if (intendToModify) {
      engine.frames().modifies();
    }
  }

  /**
   * {@code FwpsDereferenceNetBufferList0}.
   *
   * @param list a list that lives: another one stays as it is, and is reported
   */
  public void fwpsDereferenceNetBufferList0(NetBufferList list) {
    engine.packets().pool().fwpsDereferenceNetBufferList0(list);
  }

  /**
   * {@code FwpsAllocateCloneNetBufferList0}: a list over the same bytes.
   *
   * @param original the list to clone
   * @param flags 0
   * @return the clone, to be freed by {@link #fwpsFreeCloneNetBufferList0}; or why there is none
   */
  public NetBufferResult fwpsAllocateCloneNetBufferList0(NetBufferList original, int flags) {
    return engine.packets().clone(original, flags);
  }

  /**
   * {@code FwpsFreeCloneNetBufferList0}. Where its injection had failed, the accept that waited for
   * it is blocked now (WFP-74).
   *
   * @param clone a list of {@link #fwpsAllocateCloneNetBufferList0}
   */
  public void fwpsFreeCloneNetBufferList0(NetBufferList clone) {
    engine.packets().freeClone(clone);
    engine.awaiting().freed(clone);
  }

  /**
   * {@code FwpsAllocateNetBufferAndNetBufferList0} over a copy of these bytes.
   *
   * @param data what the list contains; copied
   * @return the list, to be freed by {@link #fwpsFreeNetBufferList0}; or why there is none
   */
  public NetBufferResult fwpsAllocateNetBufferAndNetBufferList0(byte[] data) {
    return engine.packets().pool().fwpsAllocateNetBufferAndNetBufferList0(data);
  }

  /**
   * {@code FwpsFreeNetBufferList0}.
   *
   * @param list a list of {@link #fwpsAllocateNetBufferAndNetBufferList0}
   */
  public void fwpsFreeNetBufferList0(NetBufferList list) {
    engine.packets().pool().fwpsFreeNetBufferList0(list);
    engine.awaiting().freed(list);
  }

  // ---- the kernel

  /**
   * {@code IoQueueWorkItem}: runs at PASSIVE_LEVEL, later.
   *
   * @param item runs once
   */
  public void ioQueueWorkItem(Runnable item) {
    engine
        .scheduler()
        .submit(
            () -> {
              Irql before = engine.frames().irql(Irql.PASSIVE_LEVEL);
              try {
                engine.frames().outermost(item);
              } finally {
                engine.frames().irql(before);
              }
            });
  }

  /**
   * {@code KeInitializeSpinLock}.
   *
   * @return the lock, which nobody has
   */
  public KSpinLock keInitializeSpinLock() {
    return new KSpinLock(engine.frames(), engine.locks());
  }

  /** {@return the level of the calling thread: {@code KeGetCurrentIrql}} */
  public Irql keGetCurrentIrql() {
    return engine.frames().irql();
  }

  /**
   * {@code KeRaiseIrql} and {@code KeLowerIrql}.
   *
   * @param level the new level, higher or lower
   * @return the level before
   */
  public Irql keSetIrql(Irql level) {
    return engine.frames().irql(level);
  }

  private void passive(String function) {
    engine.checks().irql(function, engine.frames().irql(), Irql.PASSIVE_LEVEL);
  }
}
