package dev.wsplab.kernel;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Natives of {@code host_socket.h}. A negative result is an error number of the host system,
 * negated.
 */
final class HostSocketNatives {
  private HostSocketNatives() {}

  static native int open(int winsockFamily, int type, int protocol);

  static native int close(int socket);

  static native int bind(int socket, byte[] address);

  static native int connect(int socket, byte[] address);

  static native int listen(int socket, int backlog);

  static native int accept(int socket);

  static native int shutdown(int socket, int how);

  static native int localAddress(int socket, byte[] out);

  static native int peerAddress(int socket, byte[] out);

  static native long send(
      int socket, long[] addresses, long[] lengths, int flags, byte @Nullable [] to);

  static native long recv(
      int socket, long[] addresses, long[] lengths, int flags, byte @Nullable [] from);

  static native long sendMessage(
      int socket, long[] addresses, long[] lengths, int flags, byte @Nullable [] to, byte[] info);

  static native long recvMessage(
      int socket, long[] addresses, long[] lengths, int flags, byte[] from, byte[] info);

  static native int disconnect(int socket);

  static native int getOption(int socket, int level, int name, byte[] out);

  static native int setOption(int socket, int level, int name, byte[] value);

  static native int available(int socket);

  static native int unsent(int socket);

  static native int atMark(int socket);

  static native int base(int socket);

  static native int constant(String name);

  static native long pollerCreate();

  static native int pollerAdd(long poller, int socket, long cookie);

  static native int pollerRemove(long poller, int socket);

  static native int pollerWait(long poller, long ready, int capacity, int timeoutMillis);

  static native int pollerWake(long poller);

  static native void pollerClose(long poller);
}
