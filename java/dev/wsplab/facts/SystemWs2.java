package dev.wsplab.facts;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;
import org.checkerframework.checker.nullness.qual.Nullable;

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

  static native int WSAStartup(short version, @Nullable Pointer data);

  static native Pointer WSASocketW(
      int family, int type, int protocol, @Nullable Pointer info, int group, int flags);

  static native int bind(Pointer socket, @Nullable Pointer name, int length);

  static native int listen(Pointer socket, int backlog);

  static native int getsockname(Pointer socket, @Nullable Pointer name, @Nullable Pointer length);

  static native int connect(Pointer socket, @Nullable Pointer name, int length);

  static native Pointer accept(Pointer socket, @Nullable Pointer name, @Nullable Pointer length);

  static native int shutdown(Pointer socket, int how);

  static native int setsockopt(
      Pointer socket, int level, int name, @Nullable Pointer value, int length);

  static native int ioctlsocket(Pointer socket, int command, @Nullable Pointer argument);

  static native int closesocket(Pointer socket);

  static native int WSASend(
      Pointer socket,
      @Nullable Pointer buffers,
      int count,
      @Nullable Pointer bytes,
      int flags,
      @Nullable Pointer overlapped,
      @Nullable Callback routine);

  static native int WSARecv(
      Pointer socket,
      @Nullable Pointer buffers,
      int count,
      @Nullable Pointer bytes,
      @Nullable Pointer flags,
      @Nullable Pointer overlapped,
      @Nullable Callback routine);

  static native int WSAIoctl(
      Pointer socket,
      int code,
      @Nullable Pointer in,
      int inLength,
      @Nullable Pointer out,
      int outLength,
      @Nullable Pointer bytes,
      @Nullable Pointer overlapped,
      @Nullable Callback routine);

  static native boolean WSAGetOverlappedResult(
      Pointer socket,
      @Nullable Pointer overlapped,
      @Nullable Pointer bytes,
      boolean wait,
      @Nullable Pointer flags);

  static native int WSAEnumProtocolsW(
      @Nullable Pointer protocols, @Nullable Pointer entries, @Nullable Pointer length);

  static native int WSCGetProviderPath(
      @Nullable Pointer id,
      @Nullable Pointer path,
      @Nullable Pointer length,
      @Nullable Pointer error);

  static native int WSCGetProviderInfo(
      @Nullable Pointer id,
      int type,
      @Nullable Pointer out,
      @Nullable Pointer length,
      int flags,
      @Nullable Pointer error);

  static native int select(
      int ignored,
      @Nullable Pointer read,
      @Nullable Pointer write,
      @Nullable Pointer except,
      @Nullable Pointer timeout);
}
