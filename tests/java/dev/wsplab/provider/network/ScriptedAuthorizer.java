package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.spi.AuthorizationAnswer;
import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.ConnectionAuthorizer;
import dev.wsplab.spi.DatagramAnswer;
import dev.wsplab.spi.DatagramRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An authorizer that does at each question what a test has said, and permits the rest. */
final class ScriptedAuthorizer implements ConnectionAuthorizer {
  /** What is asked about. */
  enum About {
    BIND,
    LISTEN,
    CONNECT,
    ACCEPT,
    DATAGRAM_OUT,
    DATAGRAM_IN
  }

  /** A question. */
  record Asked(About about, AuthorizationRequest request, AuthorizationAnswer answer, byte[] data) {
    int inject(byte[] payload) {
      return ((DatagramAnswer) answer).inject(payload);
    }
  }

  /** What is done about one. */
  interface Script {
    void asked(Asked asked);
  }

  private final Map<About, Script> scripts = new ConcurrentHashMap<>();
  private final BlockingQueue<Asked> pended = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final List<Asked> all = new CopyOnWriteArrayList<>();

  /** From now on, questions of this kind are left open: {@link #next} takes them. */
  void pend(About about) {
    on(about, pended::add);
  }

  void block(About about, int error) {
    on(about, asked -> asked.answer().block(error));
  }

  void on(About about, Script script) {
    scripts.put(about, script);
  }

  /** The next question that was left open. */
  Asked next() {
    return taken(pended);
  }

  /** What the authorizer was told beside questions: "established 3", "closed 3", "withdrawn 4". */
  String nextTold() {
    return taken(told);
  }

  private static <T> T taken(BlockingQueue<T> queue) {
    try {
      T taken = queue.poll(TcpWorld.BOUND_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(taken).as("came within the bound").isNotNull();
      return taken;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All questions of a kind so far. */
  List<Asked> asked(About about) {
    return all.stream().filter(asked -> asked.about() == about).toList();
  }

  boolean wasToldNothing() {
    return told.isEmpty();
  }

  private void ask(
      About about, AuthorizationRequest request, AuthorizationAnswer answer, byte[] data) {
    Asked asked = new Asked(about, request, answer, data);
    all.add(asked);
    Script script = scripts.get(about);
    if (script == null) {
      answer.permit();
    } else {
      script.asked(asked);
    }
  }

  @Override
  public void bind(AuthorizationRequest request, AuthorizationAnswer answer) {
    ask(About.BIND, request, answer, new byte[0]);
  }

  @Override
  public void listen(AuthorizationRequest request, AuthorizationAnswer answer) {
    ask(About.LISTEN, request, answer, new byte[0]);
  }

  @Override
  public void connect(AuthorizationRequest request, AuthorizationAnswer answer) {
    ask(About.CONNECT, request, answer, new byte[0]);
  }

  @Override
  public void accept(AuthorizationRequest request, AuthorizationAnswer answer) {
    ask(About.ACCEPT, request, answer, new byte[0]);
  }

  @Override
  public void datagram(DatagramRequest request, DatagramAnswer answer) {
    About about = request.isOutbound() ? About.DATAGRAM_OUT : About.DATAGRAM_IN;
    ask(about, request.flow(), answer, request.payload());
  }

  @Override
  public void flowEstablished(AuthorizationRequest request) {
    told.add("established " + request.id());
  }

  @Override
  public void flowClosed(AuthorizationRequest request) {
    told.add("closed " + request.id());
  }

  @Override
  public void withdrawn(AuthorizationRequest request) {
    told.add("withdrawn " + request.id());
  }
}
