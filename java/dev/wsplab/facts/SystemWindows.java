package dev.wsplab.facts;

import static dev.wsplab.facts.SystemMemory.SOCKADDR_IN;
import static dev.wsplab.facts.SystemMemory.WORD;
import static dev.wsplab.facts.SystemMemory.buffers;
import static dev.wsplab.facts.SystemMemory.check;
import static dev.wsplab.facts.SystemMemory.loopback;
import static dev.wsplab.facts.SystemMemory.pointer;
import static dev.wsplab.facts.SystemMemory.pointerOrNull;
import static dev.wsplab.facts.SystemMemory.started;
import static dev.wsplab.facts.SystemMemory.word;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Windows itself: kernel32, ntdll, ws2_32 and, through their pointers, mswsock's functions. */
final class SystemWindows implements WindowsApi {
  private static final int ENTRY = 3 * WORD + 8;
  private static final int ADDRESS_ROOM = 32;
  private static final int DUPLICATE_SAME_ACCESS = 2;

  private final SystemDequeues dequeues = new SystemDequeues();
  private final Set<Long> handles = ConcurrentHashMap.newKeySet();
  private final Set<Long> sockets = ConcurrentHashMap.newKeySet();
  // C holds their addresses until they have run.
  private final ConcurrentLinkedQueue<Callback> callbacks = new ConcurrentLinkedQueue<>();

  SystemWindows() {
    int error = SystemWs2.WSAStartup((short) 0x0202, new Block(512).pointer());
    if (error != 0) {
      throw new AssertionError("WSAStartup: " + error);
    }
  }

  // ---- ports

  @Override
  public long createPort() {
    return opened(SystemKernel32.CreateIoCompletionPort(pointer(-1), null, null, 0));
  }

  @Override
  public Answer associate(long socket, long port, long key) {
    Pointer result =
        SystemKernel32.CreateIoCompletionPort(pointer(socket), pointer(port), pointer(key), 0);
    return new Answer(Pointer.nativeValue(result), result == null ? Native.getLastError() : 0);
  }

  @Override
  public Answer post(long port, int bytes, long key, long overlapped) {
    return answer(
        SystemKernel32.PostQueuedCompletionStatus(
            pointer(port), bytes, pointer(key), pointer(overlapped)));
  }

  @Override
  public Dequeued dequeue(long port, int timeoutMillis) {
    Pointer bytes = new Block(4).pointer();
    Pointer key = new Block(WORD).pointer();
    Pointer overlapped = new Block(WORD).pointer();
    boolean returned =
        SystemKernel32.GetQueuedCompletionStatus(
            pointer(port), bytes, key, overlapped, timeoutMillis);
    int error = returned ? 0 : Native.getLastError();
    boolean taken = returned || word(overlapped, 0) != 0;
    return new Dequeued(
        returned,
        error,
        taken ? new Packet(bytes.getInt(0), word(key, 0), word(overlapped, 0)) : null);
  }

  @Override
  public DequeuedMany dequeueMany(long port, int count, int timeoutMillis, boolean alertable) {
    Pointer entries = new Block(count * ENTRY).pointer();
    Pointer removed = new Block(4).pointer();
    boolean returned =
        SystemKernel32.GetQueuedCompletionStatusEx(
            pointer(port), entries, count, removed, timeoutMillis, alertable);
    int error = returned ? 0 : Native.getLastError();
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; returned && i < removed.getInt(0); i++) {
      int at = i * ENTRY;
      packets.add(
          new Packet(entries.getInt(at + 3L * WORD), word(entries, at), word(entries, at + WORD)));
    }
    return new DequeuedMany(returned, error, packets);
  }

  @Override
  public int depth(long port) {
    Pointer depth = new Block(4).pointer();
    int status = SystemNtdll.NtQueryIoCompletion(pointer(port), 0, depth, 4, null);
    if (status != 0) {
      throw new AssertionError("NtQueryIoCompletion: " + Integer.toHexString(status));
    }
    return depth.getInt(0);
  }

  @Override
  public Answer setNotificationModes(long socket, int flags) {
    return answer(SystemKernel32.SetFileCompletionNotificationModes(pointer(socket), (byte) flags));
  }

  @Override
  public Answer closePort(long port) {
    return closeHandle(port);
  }

  // ---- events, waits, APCs

  @Override
  public long createEvent(boolean manualReset, boolean initialState) {
    return opened(SystemKernel32.CreateEventW(null, manualReset, initialState, null));
  }

  @Override
  public Answer setEvent(long event) {
    return answer(SystemKernel32.SetEvent(pointer(event)));
  }

  @Override
  public int waitFor(long object, int timeoutMillis, boolean alertable) {
    return SystemKernel32.WaitForSingleObjectEx(pointer(object), timeoutMillis, alertable);
  }

  @Override
  public int sleep(int timeoutMillis, boolean alertable) {
    return SystemKernel32.SleepEx(timeoutMillis, alertable);
  }

  @Override
  public long openCurrentThread() {
    return duplicate(Pointer.nativeValue(SystemKernel32.GetCurrentThread()));
  }

  @Override
  public Answer queueApc(long thread, Runnable body) {
    SystemKernel32.ApcFunction function = argument -> body.run();
    callbacks.add(function);
    int queued = SystemKernel32.QueueUserAPC(function, pointer(thread), null);
    return answer(queued != 0);
  }

  @Override
  public int currentThreadId() {
    return SystemKernel32.GetCurrentThreadId();
  }

  @Override
  public boolean isInDequeue(int threadId, long port, int waiters) {
    return dequeues.isIn(threadId);
  }

  // ---- sockets

  @Override
  public long socket(boolean overlapped) {
    Pointer made = SystemWs2.WSASocketW(2, 1, 6, null, 0, overlapped ? 1 : 0);
    return openedSocket("WSASocket", made);
  }

  @Override
  public void bind(long socket) {
    check("bind", SystemWs2.bind(pointer(socket), loopback(0), SOCKADDR_IN));
  }

  @Override
  public void listen(long socket) {
    check("listen", SystemWs2.listen(pointer(socket), 5));
  }

  @Override
  public int localPort(long socket) {
    Pointer name = new Block(SOCKADDR_IN).pointer();
    Pointer length = new Block(4).pointer();
    length.setInt(0, SOCKADDR_IN);
    check("getsockname", SystemWs2.getsockname(pointer(socket), name, length));
    return Short.toUnsignedInt(Short.reverseBytes(name.getShort(2)));
  }

  @Override
  public void connect(long socket, int localPort) {
    check("connect", SystemWs2.connect(pointer(socket), loopback(localPort), SOCKADDR_IN));
  }

  @Override
  public long accept(long socket) {
    return openedSocket("accept", SystemWs2.accept(pointer(socket), null, null));
  }

  @Override
  public int selectToRead(long socket) {
    Pointer set = new Block(2 * WORD).pointer();
    set.setInt(0, 1);
    set.setPointer(WORD, pointer(socket));
    return SystemWs2.select(0, set, null, null, null);
  }

  @Override
  public void shutdownSend(long socket) {
    check("shutdown", SystemWs2.shutdown(pointer(socket), 1));
  }

  @Override
  public void resetOnClose(long socket) {
    Pointer on = Block.of((byte) 1, (byte) 0, (byte) 0, (byte) 0).pointer();
    check("SO_LINGER", SystemWs2.setsockopt(pointer(socket), 0xFFFF, 0x80, on, 4));
  }

  @Override
  public void setNonBlocking(long socket) {
    Pointer on = Block.of((byte) 1, (byte) 0, (byte) 0, (byte) 0).pointer();
    check("FIONBIO", SystemWs2.ioctlsocket(pointer(socket), 0x8004667E, on));
  }

  @Override
  public void closeSocket(long socket) {
    sockets.remove(socket);
    check("closesocket", SystemWs2.closesocket(pointer(socket)));
  }

  @Override
  public Started send(
      long socket, long data, int length, long overlapped, @Nullable Routine routine) {
    Pointer bytes = new Block(4).pointer();
    int returned =
        SystemWs2.WSASend(
            pointer(socket),
            buffers(data, length),
            1,
            bytes,
            0,
            pointerOrNull(overlapped),
            callback(routine));
    return started(returned, bytes);
  }

  @Override
  public Started receive(
      long socket, long data, int length, long overlapped, @Nullable Routine routine) {
    Pointer bytes = new Block(4).pointer();
    int returned =
        SystemWs2.WSARecv(
            pointer(socket),
            buffers(data, length),
            1,
            bytes,
            new Block(4).pointer(),
            pointerOrNull(overlapped),
            callback(routine));
    return started(returned, bytes);
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
    Pointer bytes = new Block(4).pointer();
    int returned =
        SystemWs2.WSAIoctl(
            pointer(socket),
            code,
            pointerOrNull(in),
            inLength,
            pointerOrNull(out),
            outLength,
            bytes,
            pointerOrNull(overlapped),
            callback(routine));
    return started(returned, bytes);
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
        SystemMswsock.acceptEx(
            pointer(listener),
            pointer(accepting),
            pointer(output),
            receiveLength,
            ADDRESS_ROOM,
            remoteRoom,
            pointerOrNull(overlapped)));
  }

  @Override
  public Answer connectEx(long socket, int localPort, long overlapped) {
    return answer(
        SystemMswsock.connectEx(
            pointer(socket), loopback(localPort), SOCKADDR_IN, pointerOrNull(overlapped)));
  }

  @Override
  public Answer disconnectEx(long socket, long overlapped) {
    return answer(SystemMswsock.disconnectEx(pointer(socket), pointerOrNull(overlapped)));
  }

  @Override
  public Queried result(long socket, long overlapped, boolean wait) {
    Pointer bytes = new Block(4).pointer();
    boolean returned =
        SystemWs2.WSAGetOverlappedResult(
            pointer(socket), pointerOrNull(overlapped), bytes, wait, new Block(4).pointer());
    return new Queried(returned, returned ? 0 : Native.getLastError(), bytes.getInt(0));
  }

  @Override
  public Queried plainResult(long file, long overlapped, boolean wait) {
    Pointer bytes = untouchedBytes();
    boolean returned =
        SystemKernel32.GetOverlappedResult(pointer(file), pointer(overlapped), bytes, wait);
    return new Queried(returned, returned ? 0 : Native.getLastError(), bytes.getInt(0));
  }

  @Override
  public Queried plainResultEx(long file, long overlapped, int timeoutMillis, boolean alertable) {
    Pointer bytes = untouchedBytes();
    boolean returned =
        SystemKernel32.GetOverlappedResultEx(
            pointer(file), pointer(overlapped), bytes, timeoutMillis, alertable);
    return new Queried(returned, returned ? 0 : Native.getLastError(), bytes.getInt(0));
  }

  private static Pointer untouchedBytes() {
    Pointer bytes = new Block(4).pointer();
    bytes.setInt(0, UNTOUCHED_BYTES);
    return bytes;
  }

  @Override
  public Answer cancelIo(long socket) {
    return answer(SystemKernel32.CancelIo(pointer(socket)));
  }

  @Override
  public Answer cancelIoEx(long socket, long overlapped) {
    return answer(SystemKernel32.CancelIoEx(pointer(socket), pointerOrNull(overlapped)));
  }

  @Override
  public long duplicateSocket(long socket) {
    return duplicate(socket);
  }

  @Override
  public Answer closeByHandle(long socket) {
    sockets.remove(socket);
    return closeHandle(socket);
  }

  // ---- what has no counterpart of ours

  /** {@code CloseHandle}. */
  Answer closeHandle(long handle) {
    handles.remove(handle);
    return answer(SystemKernel32.CloseHandle(pointer(handle)));
  }

  /** {@code DuplicateHandle} within the process; closed by {@link #closeHandle}. */
  long duplicate(long handle) {
    Pointer self = SystemKernel32.GetCurrentProcess();
    Pointer result = new Block(WORD).pointer();
    boolean made =
        SystemKernel32.DuplicateHandle(
            self, pointer(handle), self, result, 0, false, DUPLICATE_SAME_ACCESS);
    if (!made) {
      throw new AssertionError("DuplicateHandle: " + Native.getLastError());
    }
    return opened(result.getPointer(0));
  }

  /** {@code WSASocket}: UDP over IPv4, bound to the loopback address. */
  long datagramSocket() {
    long socket = openedSocket("WSASocket", SystemWs2.WSASocketW(2, 2, 17, null, 0, 1));
    bind(socket);
    return socket;
  }

  @Override
  public void close() {
    sockets.forEach(socket -> SystemWs2.closesocket(pointer(socket)));
    handles.forEach(handle -> SystemKernel32.CloseHandle(pointer(handle)));
    sockets.clear();
    handles.clear();
  }

  private long opened(@Nullable Pointer handle) {
    if (handle == null) {
      throw new AssertionError("no handle: " + Native.getLastError());
    }
    handles.add(Pointer.nativeValue(handle));
    return Pointer.nativeValue(handle);
  }

  private long openedSocket(String call, Pointer socket) {
    long value = Pointer.nativeValue(socket);
    if ((int) value == -1) {
      throw new AssertionError(call + ": " + Native.getLastError());
    }
    sockets.add(value);
    return value;
  }

  static Answer answer(boolean result) {
    return Answer.of(result, result ? 0 : Native.getLastError());
  }

  private SystemWs2.@Nullable CompletionFunction callback(@Nullable Routine routine) {
    if (routine == null) {
      return null;
    }
    SystemWs2.CompletionFunction function =
        (error, bytes, overlapped, flags) ->
            routine.completed(error, bytes, Pointer.nativeValue(overlapped), flags);
    callbacks.add(function);
    return function;
  }
}
