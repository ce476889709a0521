package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The order of the bytes that a provider's stream sockets deliver (WSP-IO-11, WSP-RECV-1), as far
 * as it can be known: of data made by {@link StreamPattern}, received with WSPRecv or WSPRecvFrom,
 * on handles that the provider made itself, posted by one thread at a time, and not shared with a
 * duplicate. A layer is judged by what it delivers, and a stream is reported once: of the lowest
 * provider that delivers it wrongly. Thread-safe.
 */
final class StreamCheck implements ProviderInterceptor, TransferListener {
  private static final int BESIDE_THE_STREAM = Winsock2.MSG_PEEK | Winsock2.MSG_OOB;

  private final CallFindings findings;
  private final HandleBook book;
  // By socket: a handle has one maker, and only its receives count.
  private final Map<Long, SocketStream> streams = new ConcurrentHashMap<>();
  private final Set<Long> otherTypes = ConcurrentHashMap.newKeySet();
  private final Set<StreamPattern> reported = ConcurrentHashMap.newKeySet();

  StreamCheck(CallFindings findings, HandleBook book) {
    this.findings = findings;
    this.book = book;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new ForwardingProvider(provider) {
      @Override
      public SocketResult wspSocket(
          int family, int type, int protocol, ProtocolInfo info, int group, int flags) {
        SocketResult made = super.wspSocket(family, type, protocol, info, group, flags);
        if (made.succeeded() && isOwn(origin(), made.socket())) {
          begin(made.socket(), type > 0 ? type : info.socketType());
        }
        return made;
      }

      @Override
      public AcceptResult wspAccept(
          SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
        AcceptResult made = super.wspAccept(s, condition, callbackData);
        if (!made.socket().isInvalid() && isOwn(origin(), made.socket())) {
          begin(made.socket(), Winsock2.SOCK_STREAM);
        }
        return made;
      }

      @Override
      public CallResult wspCloseSocket(SocketHandle s) {
        SocketStream stream = streams.get(s.value());
        CallResult result = super.wspCloseSocket(s);
        if (result.succeeded() && stream != null) {
          streams.remove(s.value(), stream);
        }
        return result;
      }

      @Override
      public ProtocolInfoResult wspDuplicateSocket(SocketHandle s, int processId) {
        streams.computeIfAbsent(s.value(), value -> new SocketStream()).giveUp();
        return super.wspDuplicateSocket(s, processId);
      }
    };
  }

  private void begin(SocketHandle s, int type) {
    streams.remove(s.value());
    if (type == Winsock2.SOCK_STREAM) {
      otherTypes.remove(s.value());
    } else {
      otherTypes.add(s.value());
    }
  }

  private boolean isOwn(ServiceProvider origin, SocketHandle s) {
    HandleBook.Entry entry = book.find(s);
    return entry != null && entry.maker() == origin;
  }

  @Override
  public void starting(Transfer t) {
    if (!t.receives() || (t.flags() & BESIDE_THE_STREAM) != 0) {
      return;
    }
    if (book.find(t.socket()) == null) {
      // A copy by DuplicateHandle: it takes bytes from a stream that nobody can tell.
      streams.values().forEach(SocketStream::giveUp);
    } else if (isOwn(t.origin(), t.socket()) && !otherTypes.contains(t.socket().value())) {
      streams.computeIfAbsent(t.socket().value(), value -> new SocketStream()).posting(t);
    }
  }

  @Override
  public void returned(Transfer t, TransferResult result) {
    SocketStream stream = streams.get(t.socket().value());
    if (stream != null) {
      stream.posted(t);
    }
  }

  @Override
  public void failed(Transfer t) {
    SocketStream stream = streams.get(t.socket().value());
    if (stream != null) {
      stream.withdrawn(t);
    }
  }

  @Override
  public void finished(Transfer t, int error, long bytes) {
    SocketStream stream = streams.get(t.socket().value());
    WsaBuffers buffers = t.buffers();
    if (stream == null || buffers == null || !stream.wants(t)) {
      return;
    }
    byte[] data;
    try {
      data = error == 0 ? read(buffers, Math.min(bytes, t.room())) : new byte[0];
    } catch (AccessViolationException e) {
      stream.giveUp(); // the client has freed its buffer
      return;
    }
    stream.brought(t, data).ifPresent(wrong -> report(t, wrong));
  }

  private void report(Transfer t, StreamReader.Disorder wrong) {
    if (reported.add(wrong.pattern())) {
      findings.report(
          Check.STREAM_DISORDER,
          t.provider(),
          t + ": the bytes of position " + wrong.position() + " of the stream",
          wrong.seen(),
          t.socket().value());
    }
  }

  private static byte[] read(WsaBuffers buffers, long bytes) {
    GuardedMemory memory = Kernel.get().memory();
    byte[] data = new byte[Math.toIntExact(bytes)];
    int done = 0;
    for (int i = 0; i < buffers.count() && done < data.length; i++) {
      int part = (int) Math.min(buffers.length(i), data.length - done);
      memory.read(buffers.address(i), data, done, part);
      done += part;
    }
    return data;
  }
}
