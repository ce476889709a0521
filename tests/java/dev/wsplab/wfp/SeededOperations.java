package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.wfp.AleOperation.Kind;
import dev.wsplab.wfp.AleOperation.Outcome;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What applications and peers do in a seeded run, and how it has to end. Each operation has an
 * application of its own, by which callouts' records are told apart, and its name as payload.
 */
final class SeededOperations {
  private static final int OPERATIONS = 30;

  /** One operation; an extra is a packet of a tuple that another has begun. */
  private record Begun(String name, AleOperation operation, AleRequest asked, boolean extra) {}

  private final WfpBench bench;
  private final Redirector redirector;
  private final Random random;
  private final boolean manual;
  private final List<Begun> all = new ArrayList<>();
  private final Set<AleOperation> givenUp = new HashSet<>();

  SeededOperations(WfpBench bench, Redirector redirector, Random random, boolean manual) {
    this.bench = bench;
    this.redirector = redirector;
    this.random = random;
    this.manual = manual;
  }

  void begin() {
    for (int i = 0; i < OPERATIONS; i++) {
      first(1000 + i);
      then(i);
    }
  }

  private void first(int port) {
    boolean v6 = random.nextBoolean();
    AleRequest tcp = v6 ? WfpBench.tcp6(port) : WfpBench.tcp(port);
    AleRequest udp = v6 ? WfpBench.udp6(port) : WfpBench.udp(port);
    AleRequest end = AleRequest.tcp(new InetSocketAddress(tcp.local().getAddress(), port), null);
    switch (random.nextInt(7)) {
      case 0 -> add(Kind.BIND, end, false);
      case 1 -> add(Kind.LISTEN, end, false);
      case 2 -> add(Kind.ACCEPT, tcp, false);
      case 3 -> add(Kind.SEND, udp, false);
      case 4 -> add(Kind.RECEIVE, udp, false);
      default -> add(Kind.CONNECT, tcp, false);
    }
  }

  private void add(Kind kind, AleRequest request, boolean extra) {
    String name = kind + " " + all.size();
    redirector.set(name, mode(kind));
    AleRequest by = request.by(name);
    byte[] payload = name.getBytes(StandardCharsets.US_ASCII);
    AleOperation operation =
        switch (kind) {
          case BIND -> bench.stack.bind(by);
          case LISTEN -> bench.stack.listen(by);
          case CONNECT -> bench.stack.connect(by);
          case ACCEPT -> bench.stack.accept(by);
          case SEND -> bench.stack.send(by, payload);
          case RECEIVE -> bench.stack.receive(by, payload);
          case CLOSE -> bench.stack.close(by);
        };
    all.add(new Begun(name, operation, request, extra));
  }

  private Redirector.Mode mode(Kind kind) {
    Redirector.Mode[] modes = Redirector.Mode.values();
    Redirector.Mode drawn =
        random.nextBoolean() ? Redirector.Mode.LOOKS_AWAY : modes[random.nextInt(modes.length)];
    boolean redirects = kind == Kind.CONNECT || kind == Kind.SEND;
    return drawn == Redirector.Mode.REDIRECTS && !redirects ? Redirector.Mode.ASKS_ANEW : drawn;
  }

  private void then(int i) {
    Begun one = all.get(random.nextInt(all.size()));
    boolean flows = one.asked().remote() != null && !givenUp.contains(one.operation());
    switch (random.nextInt(10)) {
      case 0 -> bench.filter(FwpmFilter.permitting("new " + i, ALE_AUTH_CONNECT_V4).weighing(0));
      case 1 -> {
        if (flows) {
          add(Kind.RECEIVE, one.asked(), true);
        }
      }
      case 2 -> {
        if (flows) {
          add(Kind.SEND, one.asked(), true);
        }
      }
      case 3 -> giveUpOne();
      case 4 -> {
        if (flows) {
          add(Kind.CLOSE, one.asked(), true);
        }
      }
      default -> {
        if (manual) {
          bench.engine.scheduler().runOne();
        }
      }
    }
  }

  /** Of a tuple that nothing else is begun for, now or later. */
  private void giveUpOne() {
    List<AleOperation> may =
        all.stream()
            .filter(one -> one.operation().outcome() == UNDECIDED)
            .filter(one -> all.stream().filter(it -> it.asked().equals(one.asked())).count() == 1)
            .map(Begun::operation)
            .toList();
    if (may.isEmpty()) {
      return;
    }
    AleOperation one = may.get(random.nextInt(may.size()));
    givenUp.add(one);
    bench.stack.withdraw(one);
    if (manual) {
      assertThat(one.outcome()).isEqualTo(WITHDRAWN);
    }
  }

  boolean areDecided() {
    return all.stream().allMatch(it -> it.operation().outcome() != UNDECIDED);
  }

  /** How operations of each kind have ended. */
  Set<String> ends() {
    return all.stream()
        .map(it -> it.operation().kind() + " " + it.operation().outcome())
        .collect(Collectors.toSet());
  }

  // ---- how it has to end

  /** Says whether each has ended as it had to, by what the inspector was told of it. */
  void judge(String seed, List<Inspected> journal) {
    for (Begun one : all) {
      List<Inspected> of =
          journal.stream().filter(it -> it.application.equals(one.name())).toList();
      String as = seed + " " + one + " " + of + " " + bench.engine.trace().of(one.operation());
      assertThat(of).as(as).hasSizeLessThanOrEqualTo(1);
      assertThat(one.operation().outcome()).as(as).isIn(outcomes(one, of));
      judgeDatagram(as, one, of);
    }
  }

  private Set<Outcome> outcomes(Begun one, List<Inspected> of) {
    Set<Outcome> may = EnumSet.noneOf(Outcome.class);
    Redirector.Mode mode = redirector.mode(one.name());
    boolean redirectable =
        switch (one.operation().kind()) {
          case BIND, CONNECT, SEND, CLOSE -> true;
          default -> false;
        };
    if (!of.isEmpty()) {
      may.add(of.get(0).expected());
    } else if (redirectable && mode == Redirector.Mode.BLOCKS) {
      may.add(BLOCKED);
    } else if (one.operation().kind() == Kind.CLOSE) {
      may.add(PERMITTED);
    }
    if (one.extra() && of.isEmpty() && one.operation().kind() != Kind.CLOSE) {
      may.addAll(List.of(PERMITTED, DROPPED)); // of a flow, or while it is authorized
    }
    if (givenUp.contains(one.operation())) {
      if (manual) {
        may.clear();
      }
      may.add(WITHDRAWN);
    }
    return may;
  }

  /**
   * WFP-50: what was pended goes as often as the stack has taken its clone, others when they may.
   */
  private void judgeDatagram(String as, Begun one, List<Inspected> of) {
    Kind kind = one.operation().kind();
    if (kind != Kind.SEND && kind != Kind.RECEIVE) {
      return;
    }
    List<WirePacket> where = kind == Kind.SEND ? bench.stack.sent() : bench.stack.delivered();
    byte[] payload = one.name().getBytes(StandardCharsets.US_ASCII);
    long went = where.stream().filter(it -> Arrays.equals(it.payload(), payload)).count();
    boolean permitted = one.operation().outcome() == PERMITTED;
    if (givenUp.contains(one.operation())) {
      assertThat(went).as(as).isLessThanOrEqualTo(1);
    } else if (!of.isEmpty()) {
      assertThat(went).as(as).isEqualTo(of.get(0).injected ? 1 : 0);
    } else {
      assertThat(went).as(as).isEqualTo(permitted ? 1 : 0);
    }
  }
}
