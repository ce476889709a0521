package dev.wsplab.differential;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import dev.wsplab.platform.RunningOn;
import java.util.HashMap;
import java.util.Map;

/** The system's own sockets: those of the C library on Linux, ws2_32 on Windows; through JNA. */
final class SystemSockets implements StreamSockets {
  private static final int STREAM = 1;
  private static final int INET = 2;
  private static final int ADDRESS = 16;
  private static final int FIONBIO = 0x8004667E;

  /** Linux: without waiting, and without a signal when nobody receives. */
  private static final int MSG_DONTWAIT = 0x40;

  private static final int MSG_NOSIGNAL = 0x4000;

  private final boolean windows = RunningOn.isWindows();
  private final NativeLibrary library = NativeLibrary.getInstance(windows ? "ws2_32" : "c");
  private final Map<Integer, Long> sockets = new HashMap<>();
  private final Memory buffer = new Memory(1 << 16);
  private final Memory address = new Memory(128);
  private final Memory length = new Memory(4);
  private final Memory number = new Memory(4);

  SystemSockets() {
    if (windows) {
      try (Memory data = new Memory(512)) {
        call("WSAStartup", 0x0202, data);
      }
    }
  }

  private Function function(String name) {
    return library.getFunction(name, windows ? Function.ALT_CONVENTION : Function.C_CONVENTION);
  }

  /** What it returned; on -1, the error stands in {@link #failure}. */
  private int call(String name, Object... arguments) {
    return function(name).invokeInt(arguments);
  }

  private static Failure failureOf(boolean windows) {
    int error = Native.getLastError();
    return windows ? Failure.ofWinsock(error) : Failure.ofErrno(error);
  }

  private Result result(int returned) {
    return returned == -1 ? Result.failed(failureOf(windows)) : Result.done(0);
  }

  private long socket(int name) {
    return sockets.getOrDefault(name, -1L);
  }

  private void storeLoopback() {
    address.clear();
    address.setShort(0, (short) INET);
    address.setByte(4, (byte) 127);
    address.setByte(7, (byte) 1);
  }

  private void loadAddressOf(int name) {
    storeLoopback();
    length.setInt(0, ADDRESS);
    if (call("getsockname", socket(name), address, length) == -1) {
      storeLoopback();
    }
  }

  @Override
  public Result fresh(int name) {
    long made = function("socket").invokeLong(new Object[] {INET, STREAM, 6});
    long value = windows ? made : (int) made;
    if (value == -1) {
      throw new AssertionError("socket: " + Native.getLastError());
    }
    sockets.put(name, value);
    return Result.done(0);
  }

  @Override
  public Result bound(int name) {
    fresh(name);
    storeLoopback();
    return result(call("bind", socket(name), address, ADDRESS));
  }

  @Override
  public Result bindTo(int name, int other) {
    loadAddressOf(other);
    return result(call("bind", socket(name), address, ADDRESS));
  }

  @Override
  public Result listen(int name) {
    return result(call("listen", socket(name), 16));
  }

  @Override
  public Result connect(int name, int other) {
    loadAddressOf(other);
    setNonblocking(name, false);
    return result(call("connect", socket(name), address, ADDRESS));
  }

  /** On Linux each call says itself that it does not wait. */
  private void setNonblocking(int name, boolean nonblocking) {
    if (windows) {
      number.setInt(0, nonblocking ? 1 : 0);
      call("ioctlsocket", socket(name), FIONBIO, number);
    }
  }

  @Override
  public Result accept(int name, int accepted) {
    setNonblocking(name, true);
    long made;
    if (windows) {
      made = function("accept").invokeLong(new Object[] {socket(name), null, null});
    } else {
      // The listener waits; so it is asked first, by poll.
      made = isListenerReady(name) ? call("accept", socket(name), null, null) : notReady(name);
    }
    if (made == -1) {
      return Result.failed(failureOf(windows));
    }
    if (made == -2) {
      return Result.failed(Failure.WOULD_BLOCK);
    }
    sockets.put(accepted, made);
    return Result.done(0);
  }

  private boolean isListenerReady(int name) {
    try (Memory poll = new Memory(8)) {
      poll.setInt(0, (int) socket(name));
      poll.setShort(4, (short) 1);
      poll.setShort(6, (short) 0);
      return call("poll", poll, 1L, 0) > 0;
    }
  }

  /** -2: it listens, and nobody has come; else what accept says. */
  private long notReady(int name) {
    length.setInt(0, 4);
    int solSocket = 1;
    int soAcceptConn = 30;
    call("getsockopt", socket(name), solSocket, soAcceptConn, number, length);
    return number.getInt(0) != 0 ? -2 : call("accept", socket(name), null, null);
  }

  @Override
  public Result send(int name, byte[] data) {
    buffer.write(0, data, 0, data.length);
    setNonblocking(name, true);
    int flags = windows ? 0 : MSG_DONTWAIT | MSG_NOSIGNAL;
    int sent = transfer("send", name, data.length, flags);
    return sent == -1 ? Result.failed(failureOf(windows)) : Result.done(sent);
  }

  @Override
  public Result recv(int name, int room, int flags) {
    setNonblocking(name, true);
    int got = transfer("recv", name, room, windows ? flags : flags | MSG_DONTWAIT);
    return got == -1
        ? Result.failed(failureOf(windows))
        : Result.received(buffer.getByteArray(0, got));
  }

  private int transfer(String function, int name, int bytes, int flags) {
    return windows
        ? call(function, socket(name), buffer, bytes, flags)
        : (int)
            function(function)
                .invokeLong(new Object[] {(int) socket(name), buffer, (long) bytes, flags});
  }

  @Override
  public Result shutdownSend(int name) {
    return result(call("shutdown", socket(name), 1));
  }

  @Override
  public Result peer(int name) {
    length.setInt(0, ADDRESS);
    return result(call("getpeername", socket(name), address, length));
  }

  @Override
  public Result closeSocket(int name) {
    Result closed = result(call(windows ? "closesocket" : "close", socket(name)));
    sockets.remove(name);
    return closed;
  }

  @Override
  public void close() {
    sockets.values().forEach(s -> call(windows ? "closesocket" : "close", s));
    sockets.clear();
    buffer.close();
    address.close();
    length.close();
    number.close();
  }
}
