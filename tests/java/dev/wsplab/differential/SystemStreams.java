package dev.wsplab.differential;

import com.sun.jna.Memory;

/** The system's own streams. */
final class SystemStreams extends SystemSockets implements StreamSockets {
  private static final int STREAM = 1;

  SystemStreams(int winsockFamily) {
    super(winsockFamily, STREAM);
  }

  @Override
  public Result connect(int name, int other) {
    loadAddressOf(other);
    setNonblocking(name, false);
    return result(call("connect", socket(name), address, addressSize));
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
      return failed();
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
    store(data);
    setNonblocking(name, true);
    int flags = windows ? 0 : MSG_DONTWAIT | MSG_NOSIGNAL;
    return sent(transfer("send", socket(name), buffer, size(data.length), flags));
  }

  @Override
  public Result sendUrgent(int name, byte value) {
    store(new byte[] {value});
    setNonblocking(name, true);
    int flags = windows ? MSG_OOB : MSG_OOB | MSG_DONTWAIT | MSG_NOSIGNAL;
    return sent(transfer("send", socket(name), buffer, size(1), flags));
  }

  @Override
  public Result recvUrgent(int name) {
    return recv(name, 1, MSG_OOB);
  }

  @Override
  public Result reset(int name) {
    try (Memory linger = new Memory(8)) {
      linger.clear();
      if (windows) {
        linger.setShort(0, (short) 1);
        call("setsockopt", socket(name), 0xFFFF, 0x80, linger, 4);
      } else {
        linger.setInt(0, 1);
        call("setsockopt", socket(name), 1, 13, linger, 8);
      }
    }
    return closeSocket(name);
  }

  @Override
  public Result recv(int name, int room, int flags) {
    setNonblocking(name, true);
    int all = windows ? flags : flags | MSG_DONTWAIT;
    int got = transfer("recv", socket(name), buffer, size(room), all);
    return got == -1 ? failed() : Result.received(buffer.getByteArray(0, got));
  }
}
