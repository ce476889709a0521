package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.MalformedPacketException;
import dev.wsplab.wfp.packet.NetBufferList;
import dev.wsplab.wfp.packet.NetBufferMisuse;
import dev.wsplab.wfp.packet.NetBufferPool;
import dev.wsplab.wfp.packet.NetBufferResult;
import dev.wsplab.wfp.packet.Packet;
import dev.wsplab.wfp.packet.TransportHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The packets of one engine: made of requests, and which way each was going. Thread-safe. */
final class PacketBook {
  private final NetBufferPool pool;
  private final WfpChecks checks;
  private final Map<Long, FwpDirection> directions = new ConcurrentHashMap<>();
  private final Map<Long, Long> parents = new ConcurrentHashMap<>();

  // What is made here is handed a method of this one, and calls it later; close() closes it.
  @SuppressWarnings({"nullness:methodref.receiver.bound", "builder:required.method.not.called"})
  PacketBook(WfpChecks checks, FaultPlan faults) {
    this.checks = checks;
    this.pool = new NetBufferPool(this::broken, () -> faults.fails(WfpFaults.Point.ALLOCATE));
  }

  private void broken(NetBufferMisuse misuse) {
    WfpCheck check =
        switch (misuse.kind()) {
          case USED_AFTER_FREE, NOT_REFERENCED, ADVANCED_TOO_FAR, OUT_OF_BOUNDS ->
              WfpCheck.PACKET_USED_LATE;
          case FREED_TWICE, FREED_WHILE_INJECTED, WRONG_FREE -> WfpCheck.CLONE_FREED_TWICE;
        };
    checks.byCall(check, 0, "", "a list that is the callout's", misuse.message());
  }

  /** Makes the packet of a request: its data begin where the layers show them (WFP-3). */
  NetBufferList make(AleRequest request, FwpDirection direction, boolean syn, byte[] payload) {
    boolean out = direction == FwpDirection.OUTBOUND;
    InetSocketAddress from = out ? request.local() : request.peer();
    InetSocketAddress to = out ? request.peer() : request.local();
    Packet packet =
        new Packet(from.getAddress(), to.getAddress(), header(request, from, to, syn), payload);
    int start = packet.ipHeaderSize() + (out ? 0 : packet.transportHeaderSize());
    NetBufferList list = pool.packet(packet.toBytes(), start);
    directions.put(list.handle(), direction);
    return list;
  }

  private static TransportHeader header(
      AleRequest request, InetSocketAddress from, InetSocketAddress to, boolean syn) {
    return switch (request.protocol()) {
      case Fwps.IPPROTO_TCP ->
          syn
              ? TransportHeader.Tcp.syn(from.getPort(), to.getPort())
              : new TransportHeader.Tcp(
                  from.getPort(), to.getPort(), 1, 1, TransportHeader.Tcp.ACK, 65535);
      case Fwps.IPPROTO_ICMP, Fwps.IPPROTO_ICMPV6 ->
          new TransportHeader.Icmp(
              request.isV6(),
              request.local().getPort(),
              request.peer().getPort(),
              request.icmpId(),
              0);
      default -> new TransportHeader.Udp(from.getPort(), to.getPort());
    };
  }

  /** The stack gives a packet up. */
  void release(@Nullable NetBufferList list) {
    if (list != null && directions.containsKey(list.handle()) && !isCallouts(list)) {
      pool.releasePacket(list);
    }
  }

  private boolean isCallouts(NetBufferList list) {
    return list.isClone() || parents.containsKey(list.handle());
  }

  /** Which way what a list was made from was going; null for what a callout has made itself. */
  @Nullable FwpDirection direction(NetBufferList list) {
    return directions.get(list.handle());
  }

  /** Whether a list may come of a packet of the stack: not when it is known to come of another. */
  boolean mayBeOf(NetBufferList list, long packet) {
    long first = list.handle();
    Long parent = parents.get(first);
    while (parent != null) {
      first = parent;
      parent = parents.get(first);
    }
    return first == packet || !directions.containsKey(first);
  }

  NetBufferResult clone(NetBufferList original, int flags) {
    NetBufferResult result = pool.fwpsAllocateCloneNetBufferList0(original, flags);
    NetBufferList made = result.list();
    if (made != null) {
      FwpDirection direction = directions.get(original.handle());
      if (direction != null) {
        directions.put(made.handle(), direction);
      }
      parents.put(made.handle(), original.handle());
    }
    return result;
  }

  void freeClone(NetBufferList clone) {
    pool.fwpsFreeCloneNetBufferList0(clone);
    if (clone.isFreed()) {
      parents.remove(clone.handle());
    }
  }

  @NotOwning
  NetBufferPool pool() {
    return pool;
  }

  /** Reads a list that begins with an IP header; null when it is none (WFP-72). */
  static @Nullable Packet parse(NetBufferList list) {
    try {
      return Packet.parse(list.data());
    } catch (MalformedPacketException e) {
      return null;
    }
  }

  /** The tuple of an inbound packet. */
  static AleRequest inbound(Packet packet) {
    return request(packet, packet.destination(), packet.source(), true);
  }

  /** The tuple of an outbound packet. */
  static AleRequest outbound(Packet packet) {
    return request(packet, packet.source(), packet.destination(), false);
  }

  private static AleRequest request(
      Packet packet, InetAddress local, InetAddress remote, boolean inbound) {
    TransportHeader transport = packet.transport();
    if (transport instanceof TransportHeader.Icmp icmp) {
      return AleRequest.icmp(local, remote, icmp.type(), icmp.code(), icmp.identifier());
    }
    int source;
    int destination;
    if (transport instanceof TransportHeader.Tcp tcp) {
      source = tcp.sourcePort();
      destination = tcp.destinationPort();
    } else {
      TransportHeader.Udp udp = (TransportHeader.Udp) transport;
      source = udp.sourcePort();
      destination = udp.destinationPort();
    }
    InetSocketAddress here = new InetSocketAddress(local, inbound ? destination : source);
    InetSocketAddress there = new InetSocketAddress(remote, inbound ? source : destination);
    return transport instanceof TransportHeader.Tcp
        ? AleRequest.tcp(here, there)
        : AleRequest.udp(here, there);
  }

  /** Reports what callouts have not freed (WFP-108), each only where it is held itself. */
  void reportLeaks() {
    List<NetBufferList> living = pool.living();
    Set<Long> held = new HashSet<>();
    for (NetBufferList list : living) {
      Long parent = parents.get(list.handle());
      if (parent != null) {
        held.add(parent);
      }
    }
    for (NetBufferList list : living) {
      if (!held.contains(list.handle())) {
        checks.byCallback(
            WfpCheck.CLONE_LEAKED,
            0,
            "",
            "nothing",
            list + ", " + list.references() + " references");
      }
    }
  }

  void close() {
    pool.close();
  }
}
