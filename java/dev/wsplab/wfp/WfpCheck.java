package dev.wsplab.wfp;

/**
 * What the engine looks for in a callout: one constant for each message, with the rule that is
 * broken and its cure. {@code docs/verifier.md} lists them.
 */
public enum WfpCheck {
  /** A metadata member whose bit is not set. */
  ABSENT_METADATA(
      "WFP-4",
      "metadata member read that is not there",
      "ask FWPS_IS_METADATA_FIELD_PRESENT before reading a member"),
  /** The handle is used too late. */
  PENDED_LATE(
      "WFP-5",
      "completion handle used after classifyFn returned",
      "call FwpsPendOperation0 inside the classifyFn that was given the handle"),
  /** Something of the engine is used too late. */
  USED_LATE(
      "WFP-7",
      "values of a classify call used after classifyFn returned",
      "copy what is needed later; set classifyOut before classifyFn returns"),
  /** It takes too long. */
  SLOW(
      "WFP-8",
      "classifyFn took too long",
      "queue the work, pend the operation, and return at once"),
  /** A call at an IRQL that does not allow it. */
  WRONG_IRQL(
      "WFP-18",
      "called at an IRQL that is too high",
      "queue the work to a worker thread, where the level is PASSIVE_LEVEL"),
  /** Something leaves a callback. */
  CALLBACK_THREW("WFP-1", "exception escaped from a callback", "catch it inside the callback"),
  /** An action that there is not. */
  UNKNOWN_ACTION(
      "WFP-10",
      "action written that is none",
      "write FWP_ACTION_BLOCK, FWP_ACTION_PERMIT or FWP_ACTION_CONTINUE"),
  /** An action is written without the right. */
  WROTE_WITHOUT_RIGHT(
      "WFP-11",
      "action written without FWPS_RIGHT_ACTION_WRITE",
      "look at rights first; without the right only a BLOCK over a PERMIT may be written"),
  /** Pended without the right. */
  PENDED_WITHOUT_RIGHT(
      "WFP-17",
      "pended without FWPS_RIGHT_ACTION_WRITE",
      "leave at once when rights lacks FWPS_RIGHT_ACTION_WRITE"),
  /** Pended in another thread. */
  PENDED_ELSEWHERE(
      "WFP-19",
      "pended outside of its classifyFn",
      "call FwpsPendOperation0 in the thread of classifyFn"),
  /** Pended, and permitted. */
  PENDED_NOT_BLOCKED(
      "WFP-31",
      "pended, but classifyFn did not return BLOCK",
      "after a pend return BLOCK with the right cleared and FWPS_CLASSIFY_OUT_FLAG_ABSORB"),
  /** Pended twice. */
  PENDED_TWICE("WFP-34", "operation pended twice", "call FwpsPendOperation0 once in a classifyFn"),
  /** A context of nobody. */
  UNKNOWN_CONTEXT(
      "WFP-62",
      "completion context that is not one of this engine",
      "complete with the context that FwpsPendOperation0 has given"),
  /** Completed in its own classifyFn. */
  COMPLETED_INSIDE(
      "WFP-63",
      "completed inside the classifyFn that has pended",
      "complete in a worker thread, after classifyFn has returned"),
  /** Right kept with a reference for changes. */
  MODIFIES_WITH_RIGHT(
      "WFP-36",
      "packet referenced to be modified, and the right not cleared",
      "clear FWPS_RIGHT_ACTION_WRITE when a reference is taken with intendToModify"),
  /** Something else is injected than was completed with. */
  OTHER_PACKET_INJECTED(
      "WFP-56",
      "another packet injected than the one that was completed with",
      "give FwpsCompleteOperation0 the clone that is injected"),
  /** Injected, not completed. */
  INJECTED_WHILE_PENDED(
      "WFP-59",
      "packet of a pended operation injected before it was completed",
      "call FwpsCompleteOperation0 first, then inject"),
  /** A transport-layer callout injects inside. */
  INJECTED_INSIDE(
      "WFP-78",
      "TCP packet injected inside classifyFn of a transport layer",
      "queue the injection and do it when classifyFn has returned"),
  /** No packet. */
  NO_PACKET(
      "WFP-81", "net buffer list that is null", "ask for the injection state of a packet only"),
  /** A classify handle that stays. */
  HANDLE_NOT_RELEASED(
      "WFP-87",
      "classify handle never released",
      "call FwpsReleaseClassifyHandle0 once for each FwpsAcquireClassifyHandle0"),
  /** Misuse of a classify handle. */
  CLASSIFY_MISUSE(
      "WFP-85",
      "classify handle completed that is not pended",
      "call FwpsCompleteClassify0 once for each FwpsPendClassify0"),
  /** The verdict of a pended classify is not a block. */
  CLASSIFY_NOT_BLOCKED(
      "WFP-85",
      "classify pended, but classifyFn did not return BLOCK",
      "after FwpsPendClassify0 return BLOCK with the right cleared"),
  /** Completed twice. */
  COMPLETED_TWICE(
      "WFP-98",
      "pended operation completed twice",
      "complete at one place: when a block path has completed, cleanup must not"),
  /** Completed, nothing injected. */
  NEVER_INJECTED(
      "WFP-99",
      "completed at RECV_ACCEPT and nothing injected: that is a block",
      "receive-inject the clone after FwpsCompleteOperation0; to block, complete with NULL"),
  /** Completed with null, then injected. */
  INJECTED_AFTER_NULL(
      "WFP-99",
      "injected after a completion with NULL, which has blocked",
      "give FwpsCompleteOperation0 the clone that is to be injected"),
  /** A context that was never set. */
  CONTEXT_NEVER_SET(
      "WFP-100",
      "completed with a context that no pend has set",
      "look at the status of FwpsPendOperation0; with STATUS_FWP_CANNOT_PEND nothing is owed"),
  /** The record is gone at the reauthorization. */
  RECORD_NOT_FOUND(
      "WFP-101",
      "own completed operation absorbed at its reauthorization",
      "keep the record until the reauthorization has found it, then return its verdict"),
  /** A lock is held. */
  LOCK_HELD(
      "WFP-102",
      "lock of classifyFn held across FwpsCompleteOperation0",
      "release the lock first: classifyFn may run inside the call"),
  /** A lock is taken by who holds it. */
  LOCK_TAKEN_TWICE(
      "WFP-102",
      "lock acquired by the thread that holds it",
      "do not hold across FwpsCompleteOperation0 a lock that classifyFn takes"),
  /** A self-injected packet is pended. */
  PENDED_OWN_CLONE(
      "WFP-103",
      "packet pended again that was injected for this operation",
      "ask FwpsQueryPacketInjectionState0 and permit what is injected by self"),
  /** A packet is used that is gone. */
  PACKET_USED_LATE(
      "WFP-104",
      "net buffer list used after it was gone",
      "take a reference or a clone before classifyFn returns"),
  /** No ABSORB. */
  NO_ABSORB(
      "WFP-105",
      "pended without FWPS_CLASSIFY_OUT_FLAG_ABSORB: logged as a drop",
      "set FWPS_CLASSIFY_OUT_FLAG_ABSORB beside BLOCK after a pend"),
  /** The first datagram is lost. */
  FIRST_DATAGRAM_LOST(
      "WFP-106",
      "first datagram of a permitted flow never sent",
      "clone it before pending, and send-inject the clone after the reauthorization"),
  /** Completed too soon. */
  COMPLETED_BEFORE_OUT(
      "WFP-107",
      "completed before classifyFn has set its out values",
      "set classifyOut first, then hand the operation to the worker"),
  /** A clone is freed twice. */
  CLONE_FREED_TWICE(
      "WFP-108",
      "clone freed that is not the callout's",
      "free it in the completion function, and in the caller only when the injection has failed"),
  /** A clone is never freed. */
  CLONE_LEAKED(
      "WFP-108",
      "net buffer list never freed",
      "free each clone once: in the completion function, or in the caller when injection fails"),
  /** A packet that ALE judges is held at the transport layer. */
  HELD_AT_TRANSPORT(
      "WFP-109",
      "packet held at the transport layer that an ALE layer must judge",
      "permit packets with FWPS_METADATA_FIELD_ALE_CLASSIFY_REQUIRED there"),
  /** The wrong way. */
  WRONG_DIRECTION(
      "WFP-110",
      "packet injected against its direction",
      "look at packetDirection: it need not be the flow's direction"),
  /** Something is left. */
  LEFT_PENDED(
      "WFP-111",
      "pended operation never completed",
      "complete every pended operation as a block before the callout is unloaded"),
  /** An injection handle stays. */
  INJECTION_HANDLE_LEFT(
      "WFP-71b",
      "injection handle never destroyed",
      "call FwpsInjectionHandleDestroy0 before the driver is unloaded"),
  /** A pointer that is none. */
  BAD_POINTER(
      "WFP-118",
      "pointer or handle that the engine has not given",
      "pass what the engine has given, unchanged, and no longer than it lives"),
  /** A driver leaves something. */
  LEFT_BEHIND(
      "WFP-119",
      "driver unloaded and something of it left",
      "unregister callouts, close sessions, and free pool, work items and devices in DriverUnload");

  private final String rule;
  private final String what;
  private final String remedy;

  WfpCheck(String rule, String what, String remedy) {
    this.rule = rule;
    this.what = what;
    this.remedy = remedy;
  }

  /** {@return the id of the rule that is broken, as docs/coverage.md lists it} */
  public String rule() {
    return rule;
  }

  /** {@return the rule in a few words, as broken} */
  public String what() {
    return what;
  }

  /** {@return what to change} */
  public String remedy() {
    return remedy;
  }
}
