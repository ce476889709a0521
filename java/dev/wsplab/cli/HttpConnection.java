package dev.wsplab.cli;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One connection of the server. Between two completions exactly one operation is under way, so the
 * worker that takes its packet has the connection for itself; the lock is for the thread that stops
 * the server, and makes a start and what is told about it one step.
 *
 * <pre>
 *  WSARecv --+-- head incomplete --> WSARecv
 *            +-- request --> WSASend ... WSASend --+-- keep-alive --> next request or WSARecv
 *            +-- 0 bytes, error --> released       +-- else shutdown, WSARecv until the peer ends --> released
 * </pre>
 */
final class HttpConnection {
  private static final int RECEIVE_ROOM = 16 * 1024;
  private static final int CHUNK = 64 * 1024;

  /**
   * How much is thrown away after the last response; a close with unread bytes would reset the
   * connection.
   */
  private static final long LONGEST_DRAIN = 1024 * 1024;

  private final Ws2_32 ws2;
  private final FileTree files;
  private final ServedCounts counts;
  private final SocketHandle socket;
  private final Consumer<HttpConnection> released;
  private final IoSlot receive;
  private final IoSlot send;

  @SuppressWarnings("builder:required.method.not.called") // release() frees it
  private final NativeBlock in = NativeBlock.allocate(RECEIVE_ROOM);

  @SuppressWarnings("builder:required.method.not.called") // release() frees it
  private final NativeBlock out = NativeBlock.allocate(CHUNK);

  // Guarded by this.
  private final RequestBuffer requests = new RequestBuffer();
  private @Nullable Outgoing outgoing;
  private int chunkLength;
  private int chunkSent;
  private int headLeft;
  private boolean draining;
  private long drained;
  private boolean socketClosed;

  /**
   * Takes over a connected socket.
   *
   * @param released is called once, when the socket is closed and the memory freed
   */
  @SuppressWarnings("nullness:methodref.receiver.bound") // told only once begin() was called
  HttpConnection(
      Ws2_32 ws2,
      CompletionLoop loop,
      FileTree files,
      ServedCounts counts,
      SocketHandle socket,
      Consumer<HttpConnection> released) {
    this.ws2 = ws2;
    this.files = files;
    this.counts = counts;
    this.socket = socket;
    this.released = released;
    this.receive = loop.slot(this::receivedOrEnd);
    this.send = loop.slot(this::sentOrEnd);
  }

  /** Starts to receive. */
  synchronized void begin() {
    startReceive();
  }

  /** Closes the socket; the operation under way is told soon, and then the memory is freed. */
  synchronized void stop() {
    closeSocket();
  }

  private void receivedOrEnd(QueuedCompletion completion) {
    orEnd(this::received, completion);
  }

  private void sentOrEnd(QueuedCompletion completion) {
    orEnd(this::sent, completion);
  }

  // What a layer throws must not leave the client waiting: its connection ends, the others go on.
  private synchronized void orEnd(IoSlot.Told step, QueuedCompletion completion) {
    try {
      step.told(completion);
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  private synchronized void received(QueuedCompletion completion) {
    int bytes = completion.bytes();
    if (!completion.returnValue() || bytes == 0 || socketClosed) {
      counts.received(completion.returnValue() ? bytes : 0);
      release();
      return;
    }
    counts.received(bytes);
    if (draining) {
      drain(bytes);
    } else {
      requests.add(in.bytes(0, bytes));
      answerNext();
    }
  }

  private synchronized void sent(QueuedCompletion completion) {
    if (completion.returnValue()) {
      countSent(completion.bytes());
    }
    if (!completion.returnValue() || socketClosed) {
      release();
    } else if (chunkSent < chunkLength) {
      startSend(); // part of it was taken: the rest
    } else {
      sendNextChunk();
    }
  }

  private void answerNext() {
    try {
      HttpRequest request = requests.next();
      if (request == null) {
        startReceive();
        return;
      }
      counts.request();
      answer(
          files.answer(request), !request.isHead(), request.isGetOrHead() && request.keepsAlive());
    } catch (HttpProblem e) {
      answer(HttpResponse.problem(e), true, false);
    }
  }

  private void answer(HttpResponse response, boolean withBody, boolean keepsAlive) {
    Outgoing next = new Outgoing(response, withBody, keepsAlive);
    outgoing = next;
    headLeft = next.headLength();
    sendNextChunk();
  }

  private void sendNextChunk() {
    Outgoing current = outgoing;
    if (current == null || !fillChunk(current)) {
      release();
    } else if (chunkLength > 0) {
      startSend();
    } else {
      finish(current);
    }
  }

  // False: the announced length cannot be kept, and all that is left is to end the connection.
  private boolean fillChunk(Outgoing from) {
    ByteBuffer room = out.buffer();
    try {
      from.fill(room);
    } catch (IOException e) {
      return false;
    }
    chunkLength = room.position();
    chunkSent = 0;
    return true;
  }

  private void finish(Outgoing finished) {
    closeOutgoing();
    counts.response();
    if (finished.keepsAlive()) {
      answerNext();
    } else {
      draining = true;
      ws2.shutdown(socket, Winsock2.SD_SEND);
      startReceive();
    }
  }

  private void drain(int bytes) {
    drained += bytes;
    if (drained > LONGEST_DRAIN) {
      release();
    } else {
      startReceive();
    }
  }

  private void startReceive() {
    WsaBuffers buffers = WsaBuffers.of(in);
    startOrRelease(
        receive, () -> ws2.wsaRecv(socket, buffers, 0, receive.overlapped(), null).started());
  }

  private void startSend() {
    WsaBuffers buffers = WsaBuffers.of(out, chunkSent, chunkLength - chunkSent);
    startOrRelease(send, () -> ws2.wsaSend(socket, buffers, 0, send.overlapped(), null).started());
  }

  private void startOrRelease(IoSlot slot, BooleanSupplier call) {
    if (socketClosed || !slot.start(call)) {
      release();
    }
  }

  private void countSent(int bytes) {
    chunkSent += bytes;
    int ofHead = Math.min(bytes, headLeft);
    headLeft -= ofHead;
    counts.sent(ofHead, bytes - ofHead);
  }

  private void closeSocket() {
    if (!socketClosed) {
      socketClosed = true;
      ws2.closesocket(socket);
    }
  }

  private void closeOutgoing() {
    Outgoing current = outgoing;
    outgoing = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        // The file was only read: nothing is lost when closing it fails.
      }
    }
  }

  // Comes when no operation is under way, and so once.
  private void release() {
    closeSocket();
    closeOutgoing();
    receive.free();
    send.free();
    in.close();
    out.close();
    released.accept(this);
  }
}
