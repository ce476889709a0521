package dev.wsplab.differential;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import dev.wsplab.platform.RunningOn;
import java.util.HashMap;
import java.util.Map;

/**
 * The system's own sockets: those of the C library on Linux, ws2_32 on Windows; through JNA. What
 * streams and datagrams have in common.
 */
abstract class SystemSockets implements NamedSockets {
  static final int INET = 2;

  /** Linux: without waiting, and without a signal when nobody receives. */
  static final int MSG_DONTWAIT = 0x40;

  static final int MSG_NOSIGNAL = 0x4000;

  static final int MSG_OOB = 1;

  private static final int POLLIN = 1;
  private static final int POLLPRI = 2;
  private static final int POLLOUT = 4;
  private static final int POLLERR = 8;
  private static final int POLLHUP = 0x10;
  private static final int POLLNVAL = 0x20;

  private static final int INET6_OF_LINUX = 10;
  private static final int FIONBIO = 0x8004667E;

  final boolean windows = RunningOn.isWindows();
  final Map<Integer, Long> sockets = new HashMap<>();
  final Memory buffer = new Memory(1 << 17);
  final Memory address = new Memory(128);
  final Memory length = new Memory(4);
  final Memory number = new Memory(4);
  private final NativeLibrary library = NativeLibrary.getInstance(windows ? "ws2_32" : "c");
  final int addressSize;
  final byte[] loopback;
  final int family;
  private final int type;

  /**
   * Makes some.
   *
   * @param winsockFamily as Winsock numbers it
   */
  SystemSockets(int winsockFamily, int type) {
    this.family = winsockFamily == INET || windows ? winsockFamily : INET6_OF_LINUX;
    this.loopback = winsockFamily == INET ? Addresses.LOOPBACK : Addresses.ipv6Loopback(family, 0);
    this.addressSize = loopback.length;
    this.type = type;
    if (windows) {
      try (Memory data = new Memory(512)) {
        call("WSAStartup", 0x0202, data);
      }
    }
  }

  final Function function(String name) {
    return library.getFunction(name, windows ? Function.ALT_CONVENTION : Function.C_CONVENTION);
  }

  /** What it returned; on -1, {@link #failed} says why. */
  final int call(String name, Object... arguments) {
    return function(name).invokeInt(arguments);
  }

  /** What it returned, which is a {@code ssize_t} or, on Windows, an {@code int}. */
  final int transfer(String name, Object... arguments) {
    return windows ? call(name, arguments) : (int) function(name).invokeLong(arguments);
  }

  /** A number of bytes, as the system's transfers take it. */
  final Object size(int bytes) {
    return windows ? (Object) bytes : (Object) (long) bytes;
  }

  /** Why the last call failed. */
  final Failure failure() {
    int error = Native.getLastError();
    return windows ? Failure.ofWinsock(error) : Failure.ofErrno(error);
  }

  final Result failed() {
    return Result.failed(failure());
  }

  final Result result(int returned) {
    return returned == -1 ? failed() : Result.done(0);
  }

  final Result sent(int returned) {
    return returned == -1 ? failed() : Result.done(returned);
  }

  final long socket(int name) {
    return sockets.getOrDefault(name, -1L);
  }

  final void store(byte[] data) {
    buffer.write(0, data, 0, data.length);
  }

  final void storeAddress(byte[] bytes) {
    address.clear();
    address.write(0, bytes, 0, bytes.length);
  }

  final void loadAddressOf(int name) {
    storeAddress(loopback);
    length.setInt(0, addressSize);
    if (call("getsockname", socket(name), address, length) == -1) {
      storeAddress(loopback);
    }
  }

  /** On Linux each call says itself that it does not wait. */
  final void setNonblocking(int name, boolean nonblocking) {
    if (windows) {
      number.setInt(0, nonblocking ? 1 : 0);
      call("ioctlsocket", socket(name), FIONBIO, number);
    }
  }

  @Override
  public Result fresh(int name) {
    long made = function("socket").invokeLong(new Object[] {family, type, 0});
    long value = windows ? made : (int) made;
    if (value == -1) {
      throw new AssertionError("socket: " + Native.getLastError());
    }
    sockets.put(name, value);
    return Result.done(0);
  }

  @Override
  public final Result bound(int name) {
    fresh(name);
    storeAddress(loopback);
    return result(call("bind", socket(name), address, addressSize));
  }

  @Override
  public final Result bindTo(int name, int other) {
    loadAddressOf(other);
    return result(call("bind", socket(name), address, addressSize));
  }

  @Override
  public final Result listen(int name) {
    return result(call("listen", socket(name), 16));
  }

  @Override
  public final Result shutdownSend(int name) {
    return result(call("shutdown", socket(name), 1));
  }

  @Override
  public final Result peer(int name) {
    length.setInt(0, addressSize);
    return result(call("getpeername", socket(name), address, length));
  }

  @Override
  public final Result ready(int name) {
    return windows ? selected(name) : polled(name);
  }

  /** By {@code poll}, since {@code select} has no room for high descriptors; as it would say. */
  private Result polled(int name) {
    try (Memory poll = new Memory(8)) {
      poll.setInt(0, (int) socket(name));
      poll.setShort(4, (short) (POLLIN | POLLPRI | POLLOUT));
      poll.setShort(6, (short) 0);
      call("poll", poll, 1L, 0);
      int revents = poll.getShort(6);
      int found =
          ((revents & (POLLIN | POLLHUP | POLLERR)) != 0 ? READABLE : 0)
              + ((revents & (POLLOUT | POLLERR)) != 0 ? WRITABLE : 0)
              + ((revents & POLLPRI) != 0 ? URGENT : 0);
      boolean open = socket(name) != -1 && (revents & POLLNVAL) == 0;
      return open ? Result.done(found) : Result.failed(Failure.NO_SOCKET);
    }
  }

  private Result selected(int name) {
    try (Memory sets = new Memory(56)) { // three of {u_int, SOCKET}, then {long, long}
      sets.clear();
      for (int set = 0; set < 3; set++) {
        sets.setInt(set * 16L, 1);
        sets.setLong(set * 16L + 8, socket(name));
      }
      int count = call("select", 0, sets, sets.share(16), sets.share(32), sets.share(48));
      int found = sets.getInt(0) * READABLE + sets.getInt(16) * WRITABLE + sets.getInt(32) * URGENT;
      return count == -1 ? failed() : Result.done(found);
    }
  }

  @Override
  public final Result setOption(int name, SystemOption option, int value) {
    number.setInt(0, value);
    int level = option.levelOn(windows);
    return result(
        call("setsockopt", socket(name), level, option.nameOn(windows), number, Integer.BYTES));
  }

  @Override
  public final Result option(int name, SystemOption option) {
    number.setInt(0, 0);
    length.setInt(0, Integer.BYTES);
    int level = option.levelOn(windows);
    if (call("getsockopt", socket(name), level, option.nameOn(windows), number, length) == -1) {
      return failed();
    }
    int value = number.getInt(0);
    if (option == SystemOption.ERROR && value != 0) {
      return Result.failed(windows ? Failure.ofWinsock(value) : Failure.ofErrno(value));
    }
    return Result.done(value);
  }

  @Override
  public final Result closeSocket(int name) {
    Result closed = result(call(windows ? "closesocket" : "close", socket(name)));
    sockets.remove(name);
    return closed;
  }

  @Override
  public final void close() {
    sockets.values().forEach(s -> call(windows ? "closesocket" : "close", s));
    sockets.clear();
    buffer.close();
    address.close();
    length.close();
    number.close();
  }
}
