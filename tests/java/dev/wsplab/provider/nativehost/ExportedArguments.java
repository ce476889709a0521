package dev.wsplab.provider.nativehost;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.wsplab.provider.nativehost.ExportedFunction.Parameter;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Winsock2;
import java.util.Arrays;

/** What functions that modules import are called with when nothing is to be wrong. */
final class ExportedArguments {
  private static final int LENGTH = ImportingWorld.LENGTH;

  /** A routine that may run at any time. */
  static final long HARMLESS =
      Pointer.nativeValue(NativeLibrary.getInstance("c").getFunction("getpid"));

  private ExportedArguments() {}

  /** Arguments with which a function succeeds or pends in this world, where one can. */
  static long[] good(ImportingWorld world, ExportedFunction function) {
    long[] words = new long[function.parameters().size()];
    Arrays.setAll(words, place -> good(world, function, place));
    return words;
  }

  private static long good(ImportingWorld world, ExportedFunction function, int place) {
    Parameter parameter = function.parameters().get(place);
    if (parameter.isCode()) {
      return function.name().endsWith("FileEx") ? HARMLESS : 0;
    }
    if (parameter.isSocket()) {
      return socket(world, function, place);
    }
    if (parameter.isHandle()) {
      return handle(world, function, parameter, place);
    }
    return parameter.isAddress()
        ? ExportedPointers.good(world, function, place)
        : number(world, function, parameter);
  }

  private static long socket(ImportingWorld world, ExportedFunction function, int place) {
    return switch (function.name() + " " + function.parameters().get(place).name()) {
      case "accept s", "WSAAccept s", "AcceptEx listening" -> world.awaited().value();
      case "bind s", "connect s", "WSAConnect s", "AcceptEx accepting" -> world.fresh().value();
      case "listen s" -> world.bound().value();
      case "recvfrom s", "WSARecvFrom s" -> world.datagramsFed().value();
      case "WSASendMsg s", "sendto s", "WSASendTo s" -> world.datagrams().value();
      case "WPUCompleteOverlappedRequest s" -> world.pending(1).value();
      case "__WSAFDIsSet s" -> world.inSet(1).value();
      default -> world.connected().value();
    };
  }

  private static long handle(
      ImportingWorld world, ExportedFunction function, Parameter parameter, int place) {
    return switch (parameter.name()) {
      case "port", "existing" -> world.posted().value();
      case "file" ->
          switch (function.name()) {
            case "TransmitFile" -> 0;
            case "CancelIoEx" -> world.waiting(1).value();
            default -> world.connected().value();
          };
      case "sourceProcess", "targetProcess" -> world.call("GetCurrentProcess");
      case "thread" ->
          function.name().equals("QueueUserAPC") ? world.call("GetCurrentThread") : world.thread();
      case "module" -> world.libraries().handle();
      case "reserved" -> 0;
      case "window" -> world.messages.hWnd();
      default -> world.event.value();
    };
  }

  private static long number(ImportingWorld world, ExportedFunction function, Parameter parameter) {
    if (function.name().matches("WSCSetProviderInfo(32)?") && parameter.name().equals("size")) {
      return Integer.BYTES;
    }
    return switch (parameter.name()) {
      case "family" -> 2;
      case "level" -> Winsock2.SOL_SOCKET;
      case "option" ->
          function.name().equals("getsockopt") ? Winsock2.SO_ERROR : Winsock2.SO_KEEPALIVE;
      case "events" -> Winsock2.FD_READ;
      case "command" -> Winsock2.FIONREAD;
      case "code" -> Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER;
      case "inLength" -> Guid.SIZE;
      case "outLength" -> Long.BYTES;
      case "size" -> 260; // of names, and of what is expanded
      case "pathLength", "extraLength" -> 9; // of 127.0.0.1
      case "type" -> function.name().contains("ocket") ? 1 : 0;
      case "count" ->
          function.name().startsWith("WSCWriteProviderOrder")
              ? world.winsock.catalog().entries().size()
              : 1;
      case "length", "toLength", "hostLength", "localLength", "remoteLength" ->
          parameter.name().startsWith("to") || function.name().matches("bind|connect|WSAConnect")
              ? 16
              : LENGTH;
      case "versionRequested" -> 0x0202;
      case "process" -> ProcessHandle.current().pid();
      default -> 0;
    };
  }
}
