package dev.wsplab.facts;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Winsock2;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The functions of {@code mswsock.dll}, called through the pointers that a socket gives. */
final class SystemMswsock {
  static final Guid DISCONNECT_EX = Guid.of("7fda2e11-8630-436f-a031-f536a6eec157");

  private SystemMswsock() {}

  static boolean acceptEx(
      Pointer listener,
      Pointer accepting,
      Pointer output,
      int receiveLength,
      int localRoom,
      int remoteRoom,
      @Nullable Pointer overlapped) {
    Pointer bytes = new Block(4).pointer();
    return call(
        listener,
        ExtensionFunction.WSAID_ACCEPTEX,
        listener,
        accepting,
        output,
        receiveLength,
        localRoom,
        remoteRoom,
        bytes,
        overlapped);
  }

  static boolean connectEx(Pointer socket, Pointer name, int length, @Nullable Pointer overlapped) {
    return call(
        socket,
        ExtensionFunction.WSAID_CONNECTEX,
        socket,
        name,
        length,
        null,
        0,
        new Block(4).pointer(),
        overlapped);
  }

  static boolean disconnectEx(Pointer socket, @Nullable Pointer overlapped) {
    return call(socket, DISCONNECT_EX, socket, overlapped, 0, 0);
  }

  private static boolean call(Pointer socket, Guid id, @Nullable Object... arguments) {
    Pointer in = Block.of(id.toBytes()).pointer();
    Pointer out = new Block(Native.POINTER_SIZE).pointer();
    int failed =
        SystemWs2.WSAIoctl(
            socket,
            Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER,
            in,
            Guid.SIZE,
            out,
            Native.POINTER_SIZE,
            new Block(4).pointer(),
            null,
            null);
    if (failed != 0) {
      throw new AssertionError("no extension function " + id + ": " + Native.getLastError());
    }
    Function function = Function.getFunction(out.getPointer(0), SystemLibraries.CONVENTION);
    Object[] given =
        Arrays.stream(arguments)
            .map(argument -> argument == null ? SystemMemory.pointer(0) : argument)
            .toArray();
    return function.invokeInt(given) != 0;
  }
}
