package dev.wsplab.facts;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;

/**
 * The real {@code ws2_32.dll}, mapped directly. The last error stands in {@link
 * com.sun.jna.Native#getLastError} after each call.
 */
final class SystemWs2 {
  static {
    SystemLibraries.register(SystemWs2.class, "ws2_32");
  }

  private SystemWs2() {}

  /** {@code LPWSAOVERLAPPED_COMPLETION_ROUTINE}. */
  interface CompletionFunction extends StdCallCallback {
    void completed(int error, int bytes, Pointer overlapped, int flags);
  }

  static native int WSAStartup(short version, Pointer data);

  static native Pointer WSASocketW(
      int family, int type, int protocol, Pointer info, int group, int flags);

  static native int bind(Pointer socket, Pointer name, int length);

  static native int listen(Pointer socket, int backlog);

  static native int getsockname(Pointer socket, Pointer name, Pointer length);

  static native int connect(Pointer socket, Pointer name, int length);

  static native Pointer accept(Pointer socket, Pointer name, Pointer length);

  static native int shutdown(Pointer socket, int how);

  static native int setsockopt(Pointer socket, int level, int name, Pointer value, int length);

  static native int ioctlsocket(Pointer socket, int command, Pointer argument);

  static native int closesocket(Pointer socket);

  static native int WSASend(
      Pointer socket,
      Pointer buffers,
      int count,
      Pointer bytes,
      int flags,
      Pointer overlapped,
      Callback routine);

  static native int WSARecv(
      Pointer socket,
      Pointer buffers,
      int count,
      Pointer bytes,
      Pointer flags,
      Pointer overlapped,
      Callback routine);

  static native int WSAIoctl(
      Pointer socket,
      int code,
      Pointer in,
      int inLength,
      Pointer out,
      int outLength,
      Pointer bytes,
      Pointer overlapped,
      Callback routine);

  static native boolean WSAGetOverlappedResult(
      Pointer socket, Pointer overlapped, Pointer bytes, boolean wait, Pointer flags);

  static native int WSAEnumProtocolsW(Pointer protocols, Pointer entries, Pointer length);

  static native int WSCGetProviderPath(Pointer id, Pointer path, Pointer length, Pointer error);

  static native int WSCGetProviderInfo(
      Pointer id, int type, Pointer out, Pointer length, int flags, Pointer error);

  static native int select(
      int ignored, Pointer read, Pointer write, Pointer except, Pointer timeout);
}
