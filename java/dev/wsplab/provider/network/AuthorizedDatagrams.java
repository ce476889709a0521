package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.network.AuthorizedNetwork.Endpoint;
import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.DatagramRequest;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A datagram socket whose datagrams are asked about: those that arrive before anybody can receive
 * them, those that leave when they are sent. Its owner uses it as any other; answers come from
 * other threads.
 */
final class AuthorizedDatagrams extends ForwardingSocket
    implements AuthorizedSocket, ReadinessListener {
  private static final int LARGEST = 65535;

  private final AuthorizedNetwork network;
  private final Endpoint endpoint;
  private final OpenQuestions questions = new OpenQuestions();
  private final ArrivedDatagrams arrived = new ArrivedDatagrams();

  @SuppressWarnings("nullness:methodref.receiver.bound") // called when all is made
  private final OneAtATime taking = new OneAtATime(this::takeAll);

  private volatile @Nullable ReadinessListener listener;

  private AuthorizedDatagrams(AuthorizedNetwork network, NetworkSocket below, Endpoint endpoint) {
    super(below);
    this.network = network;
    this.endpoint = endpoint;
  }

  /** A new one; what arrives is taken from the network from now on. */
  static NetworkSocket of(AuthorizedNetwork network, NetworkSocket below, Endpoint endpoint) {
    AuthorizedDatagrams socket = new AuthorizedDatagrams(network, below, endpoint);
    below.watch(socket);
    return socket;
  }

  // Readiness

  @Override
  public int watch(ReadinessListener told) {
    listener = told;
    network.later(() -> told.ready(!arrived.isEmpty(), true, false, false));
    return 0;
  }

  @Override
  public void stopWatching() {
    listener = null;
  }

  @Override
  public void ready(boolean readable, boolean writable, boolean exceptional, boolean gone) {
    if (readable || gone) {
      take();
    }
    ReadinessListener told = listener;
    if (told != null) {
      told.ready(readable, writable, exceptional, gone);
    }
    network.tellReady(false);
  }

  // What is asked about

  @Override
  public Question askToBind(Sockaddr at, Consumer<Question.Answer> then) {
    return questions.ask(network.request(endpoint, at, null), true, then, network::askToBind);
  }

  @Override
  public @Nullable Question askToListen(Consumer<Question.Answer> then) {
    return null;
  }

  @Override
  public int askToSend(Iovec data, @Nullable Sockaddr to) {
    AuthorizationRequest flow = questions.whileOpen(() -> flowTo(to), null);
    byte[] payload = flow == null ? null : read(data);
    if (flow == null || payload == null) {
      return 0; // the send itself says what is wrong
    }
    Sockaddr remote = flow.remote();
    DatagramQuestion question =
        new DatagramQuestion(flow, answer -> {}, bytes -> send(bytes, remote));
    network.askAboutDatagram(new DatagramRequest(flow, true, payload), question);
    if (question.withdraw()) {
      return ABSORBED;
    }
    Question.Answer answer = question.answer();
    return answer == null ? ABSORBED : answer.error();
  }

  private @Nullable AuthorizationRequest flowTo(@Nullable Sockaddr to) {
    Sockaddr remote = to == null ? below().peerName().address() : to;
    Sockaddr bound = below().localName().address();
    return remote == null || bound == null
        ? null
        : network.request(endpoint, network.localTowards(bound, remote), remote);
  }

  private static byte @Nullable [] read(Iovec data) {
    GuardedMemory memory = Kernel.get().memory();
    long[] addresses = data.addresses(Integer.MAX_VALUE);
    long[] lengths = data.lengths(Integer.MAX_VALUE);
    byte[] bytes = new byte[(int) Arrays.stream(lengths).sum()];
    int at = 0;
    try {
      for (int i = 0; i < addresses.length; i++) {
        memory.read(addresses[i], bytes, at, (int) lengths[i]);
        at += (int) lengths[i];
      }
      return bytes;
    } catch (AccessViolationException e) {
      return null;
    }
  }

  private int send(byte[] payload, @Nullable Sockaddr remote) {
    ByteBuffer room = ByteBuffer.allocateDirect(Math.max(1, payload.length)).put(0, payload);
    Iovec data = new Iovec(WsaBuffers.of(room.limit(payload.length)));
    long sent =
        questions.whileOpen(
            () -> below().sendTo(data, remote, null), (long) -WsaError.WSAENOTSOCK.code());
    network.tellReady(false);
    return sent < 0 ? (int) -sent : 0;
  }

  /** Takes what has come, and tells it: another thread may have looked for it in vain. */
  private void takeMore() {
    take();
    ReadinessListener told = listener;
    if (told != null && !arrived.isEmpty()) {
      told.ready(true, false, false, false);
    }
  }

  /** Takes what has come from the network and asks about it. Without a lock. */
  private void take() {
    taking.run();
  }

  private void takeAll() {
    Taken next = questions.whileOpen(this::takeOne, null);
    while (next != null) {
      byte[] payload = next.payload();
      Sockaddr from = next.arrived().from();
      if (payload == null || from == null) {
        arrived.add(next.arrived(), new byte[0]);
      } else {
        askAbout(next.arrived(), payload, from);
      }
      next = questions.whileOpen(this::takeOne, null);
    }
  }

  /** What has come: a datagram or, without data, an error. */
  private record Taken(Arrived arrived, byte @Nullable [] payload) {}

  private @Nullable Taken takeOne() {
    long limit = below().option(SocketOption.RECEIVE_BUFFER);
    if (!arrived.hasRoom(limit)) {
      return null;
    }
    ByteBuffer room = ByteBuffer.allocateDirect(LARGEST);
    Arrived next = below().receiveFrom(new Iovec(WsaBuffers.of(room)), 0);
    if (next.error() == WsaError.WSAEWOULDBLOCK.code()) {
      return null;
    }
    if (next.error() != 0) {
      return new Taken(next, null);
    }
    byte[] payload = new byte[next.bytes()];
    room.get(0, payload);
    return new Taken(next, payload);
  }

  private void askAbout(Arrived datagram, byte[] payload, Sockaddr from) {
    PacketInfo info = datagram.to();
    Sockaddr bound = below().localName().address();
    if (bound == null) {
      return; // closed meanwhile
    }
    Sockaddr at =
        info == null
            ? network.localTowards(bound, from)
            : Sockaddr.of(info.address().toInetSocketAddress().getAddress(), bound.port());
    AuthorizationRequest flow = network.request(endpoint, at, from);
    DatagramQuestion question =
        new DatagramQuestion(flow, answer -> {}, bytes -> deliver(datagram, bytes));
    network.askAboutDatagram(new DatagramRequest(flow, false, payload.clone()), question);
    boolean absorbed = question.withdraw();
    Question.Answer answer = question.answer();
    if (!absorbed && answer != null && answer.error() == 0) {
      arrived.add(datagram, payload);
    }
  }

  private int deliver(Arrived like, byte[] payload) {
    int error =
        questions.whileOpen(
            () -> {
              arrived.add(like, payload.clone());
              return 0;
            },
            WsaError.WSAENOTSOCK.code());
    ReadinessListener told = listener;
    if (error == 0 && told != null) {
      told.ready(true, false, false, false);
    }
    network.tellReady(false);
    return error;
  }

  // Receiving

  @Override
  public Arrived receiveFrom(Iovec room, int flags) {
    Arrived first = arrived.receive(room, (flags & Winsock2.MSG_PEEK) != 0);
    if ((flags & Winsock2.MSG_PEEK) == 0) {
      network.later(this::takeMore); // there is room for them
    }
    return first;
  }

  @Override
  public long available() {
    return arrived.bytes();
  }

  // The end

  @Override
  void ending() {
    if (questions.isClosed()) {
      return;
    }
    questions.close().forEach(question -> network.tellWithdrawn(question.request()));
    below().stopWatching();
    network.tellEndpointClosed(endpoint);
  }
}
