package dev.wsplab.facts;

import com.sun.jna.Platform;
import dev.wsplab.Winsock;
import dev.wsplab.client.FileResult;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Windows as the library plays it: its client functions over one of its base providers. */
final class OurWindows implements WindowsApi {
  private static final int ADDRESS_ROOM = 32;

  private final Winsock winsock;
  private final Kernel32 kernel32;
  private final Ws2_32 ws2;
  private final Kernel kernel;
  private final SystemDequeues dequeues = new SystemDequeues();
  private final long owner;

  @SuppressWarnings("builder:required.method.not.called") // close() closes it
  OurWindows(OurBase base) {
    winsock = base.winsock();
    kernel32 = winsock.kernel32();
    ws2 = winsock.ws2_32();
    kernel = winsock.exports().kernel();
    owner = winsock.exports().owner();
  }

  // ---- ports

  @Override
  public long createPort() {
    return kernel32.createIoCompletionPort(null, null, 0, 0).orThrow().value();
  }

  @Override
  public Answer associate(long socket, long port, long key) {
    var result =
        kernel32.createIoCompletionPort(new SocketHandle(socket), new PortHandle(port), key, 0);
    return new Answer(result.port().value(), result.error());
  }

  @Override
  public Answer post(long port, int bytes, long key, long overlapped) {
    return answer(
        kernel32.postQueuedCompletionStatus(new PortHandle(port), bytes, key, overlapped));
  }

  @Override
  public Dequeued dequeue(long port, int timeoutMillis) {
    QueuedCompletion got = kernel32.getQueuedCompletionStatus(new PortHandle(port), timeoutMillis);
    Packet packet = got.taken() ? new Packet(got.bytes(), got.key(), got.overlapped()) : null;
    return new Dequeued(got.returnValue(), got.error(), packet);
  }

  @Override
  public DequeuedMany dequeueMany(long port, int count, int timeoutMillis, boolean alertable) {
    try (CompletionEntries entries = new CompletionEntries(count)) {
      BoolResult result =
          kernel32.getQueuedCompletionStatusEx(
              new PortHandle(port), entries, timeoutMillis, alertable);
      List<Packet> packets = new ArrayList<>();
      for (int i = 0; result.returnValue() && i < entries.count(); i++) {
        packets.add(new Packet(entries.bytes(i), entries.key(i), entries.overlapped(i)));
      }
      return new DequeuedMany(result.returnValue(), result.errno(), packets);
    }
  }

  @Override
  public int depth(long port) {
    return kernel.ports().depth(new PortHandle(port));
  }

  @Override
  public Answer setNotificationModes(long socket, int flags) {
    return answer(kernel32.setFileCompletionNotificationModes(new SocketHandle(socket), flags));
  }

  @Override
  public Answer closePort(long port) {
    return answer(kernel32.closeHandle(new PortHandle(port)));
  }

  // ---- events, waits, APCs

  @Override
  public long createEvent(boolean manualReset, boolean initialState) {
    return kernel32.createEvent(manualReset, initialState).value();
  }

  @Override
  public Answer setEvent(long event) {
    return answer(kernel32.setEvent(new EventHandle(event)));
  }

  @Override
  public int waitFor(long object, int timeoutMillis, boolean alertable) {
    // The kind of the handle is for the reader of Java: the call takes the value.
    EventHandle handle = new EventHandle(object);
    return kernel32.waitForSingleObjectEx(handle, timeoutMillis, alertable).returnValue();
  }

  @Override
  public int sleep(int timeoutMillis, boolean alertable) {
    return kernel32.sleepEx(timeoutMillis, alertable);
  }

  @Override
  public long openCurrentThread() {
    return kernel.threads().open(owner).value();
  }

  @Override
  public Answer queueApc(long thread, Runnable body) {
    int error = kernel.threads().queueApc(new ThreadHandle(thread), owner, body);
    return Answer.of(error == 0, error);
  }

  @Override
  public int currentThreadId() {
    return Platform.isWindows() ? SystemKernel32.GetCurrentThreadId() : 0;
  }

  @Override
  public boolean isInDequeue(int threadId, long port, int waiters) {
    // Over real ports our count is of those who are on their way.
    return kernel.ports().waiters(new PortHandle(port)) == waiters
        && (!Platform.isWindows() || dequeues.isIn(threadId));
  }

  // ---- sockets

  @Override
  public long socket(boolean overlapped) {
    int flags = overlapped ? Winsock2.WSA_FLAG_OVERLAPPED : 0;
    return ws2.wsaSocket(
            Winsock2.AF_INET, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP, null, 0, flags)
        .orThrow("WSASocket")
        .value();
  }

  @Override
  public void bind(long socket) {
    ws2.bind(new SocketHandle(socket), loopback(0)).orThrow("bind");
  }

  @Override
  public void listen(long socket) {
    ws2.listen(new SocketHandle(socket), 5).orThrow("listen");
  }

  @Override
  public int localPort(long socket) {
    return ws2.getsockname(new SocketHandle(socket))
        .orThrow("getsockname")
        .toInetSocketAddress()
        .getPort();
  }

  @Override
  public void connect(long socket, int localPort) {
    ws2.connect(new SocketHandle(socket), loopback(localPort)).orThrow("connect");
  }

  @Override
  public long accept(long socket) {
    AcceptResult accepted = ws2.accept(new SocketHandle(socket));
    if (!accepted.succeeded()) {
      throw new AssertionError("accept: " + accepted);
    }
    return accepted.socket().value();
  }

  @Override
  public int selectToRead(long socket) {
    return ws2.select(FdSet.of(new SocketHandle(socket)), null, null, null).returnValue();
  }

  @Override
  public void shutdownSend(long socket) {
    ws2.shutdown(new SocketHandle(socket), Winsock2.SD_SEND).orThrow("shutdown");
  }

  @Override
  public void resetOnClose(long socket) {
    byte[] on = {1, 0, 0, 0};
    ws2.setsockopt(new SocketHandle(socket), Winsock2.SOL_SOCKET, Winsock2.SO_LINGER, on)
        .orThrow("SO_LINGER");
  }

  @Override
  public void setNonBlocking(long socket) {
    byte[] on = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(1).array();
    try (NativeBlock in = NativeBlock.copyOf(on)) {
      control(socket, Winsock2.FIONBIO, in.address(), 4, 0, 0, 0, null);
    }
  }

  @Override
  public void closeSocket(long socket) {
    ws2.closesocket(new SocketHandle(socket)).orThrow("closesocket");
  }

  @Override
  public Started send(
      long socket, long data, int length, long overlapped, @Nullable Routine routine) {
    return started(
        ws2.wsaSend(
            new SocketHandle(socket),
            WsaBuffers.of(data, length),
            0,
            structure(overlapped),
            routine(routine)));
  }

  @Override
  public Started receive(
      long socket, long data, int length, long overlapped, @Nullable Routine routine) {
    return started(
        ws2.wsaRecv(
            new SocketHandle(socket),
            WsaBuffers.of(data, length),
            0,
            structure(overlapped),
            routine(routine)));
  }

  @Override
  public Started control(
      long socket,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      long overlapped,
      @Nullable Routine routine) {
    return started(
        ws2.wsaIoctl(
            new SocketHandle(socket),
            code,
            in,
            inLength,
            out,
            outLength,
            structure(overlapped),
            routine(routine)));
  }

  @Override
  public Answer acceptEx(
      long listener,
      long accepting,
      long output,
      int receiveLength,
      int remoteRoom,
      long overlapped) {
    return answer(
        ws2.extensions()
            .acceptEx(
                new SocketHandle(listener),
                new SocketHandle(accepting),
                output,
                null,
                receiveLength,
                ADDRESS_ROOM,
                remoteRoom,
                structure(overlapped)));
  }

  @Override
  public Answer connectEx(long socket, int localPort, long overlapped) {
    return answer(
        ws2.extensions()
            .connectEx(new SocketHandle(socket), loopback(localPort), null, structure(overlapped)));
  }

  @Override
  public Answer disconnectEx(long socket, long overlapped) {
    return answer(
        ws2.extensions().disconnectEx(new SocketHandle(socket), structure(overlapped), 0));
  }

  @Override
  public Queried result(long socket, long overlapped, boolean wait) {
    OverlappedResult result =
        ws2.wsaGetOverlappedResult(new SocketHandle(socket), structure(overlapped), wait);
    return new Queried(result.returnValue(), result.errno(), result.bytes());
  }

  @Override
  public Queried plainResult(long file, long overlapped, boolean wait) {
    return queried(kernel32.getOverlappedResult(file(file), Overlapped.at(overlapped), wait));
  }

  @Override
  public Queried plainResultEx(long file, long overlapped, int timeoutMillis, boolean alertable) {
    return queried(
        kernel32.getOverlappedResultEx(
            file(file), Overlapped.at(overlapped), timeoutMillis, alertable));
  }

  @Override
  public Answer cancelIo(long socket) {
    return answer(kernel32.cancelIo(new SocketHandle(socket)));
  }

  @Override
  public Answer cancelIoEx(long socket, long overlapped) {
    return answer(kernel32.cancelIoEx(new SocketHandle(socket), structure(overlapped)));
  }

  @Override
  public long duplicateSocket(long socket) {
    return kernel32.duplicateHandle(new SocketHandle(socket)).orThrow().value();
  }

  @Override
  public Answer closeByHandle(long socket) {
    return answer(kernel32.closeHandle(new SocketHandle(socket)));
  }

  @Override
  public void close() {
    winsock.close();
  }

  private static Sockaddr loopback(int port) {
    return Sockaddr.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static @Nullable Overlapped structure(long address) {
    return address == 0 ? null : Overlapped.at(address);
  }

  private static @Nullable CompletionRoutine routine(@Nullable Routine routine) {
    return routine == null
        ? null
        : (error, bytes, overlapped, flags) ->
            routine.completed(error, bytes, overlapped.address(), flags);
  }

  // The kind of the handle is for the reader of Java, as in waitFor.
  private static @Nullable EventHandle file(long handle) {
    return handle == 0 ? null : new EventHandle(handle);
  }

  private static Queried queried(FileResult result) {
    int bytes = result.bytesWritten() ? result.bytes() : UNTOUCHED_BYTES;
    return new Queried(result.returnValue(), result.error(), bytes);
  }

  private static Started started(TransferResult result) {
    return new Started(result.returnValue(), result.errno(), result.bytes());
  }

  private static Answer answer(BoolResult result) {
    return Answer.of(result.returnValue(), result.errno());
  }

  private static Answer answer(ExtensionFunction.Result result) {
    return Answer.of(result.returnValue(), result.error());
  }
}
