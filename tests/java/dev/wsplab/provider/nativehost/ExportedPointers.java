package dev.wsplab.provider.nativehost;

import dev.wsplab.provider.nativehost.ExportedFunction.Parameter;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;

/** Addresses with which an exported function succeeds, and which it uses. */
final class ExportedPointers {
  private static final int MANY = 2000; // bytes for three entries of the catalog

  private ExportedPointers() {}

  static long good(ImportingWorld world, ExportedFunction function, int place) {
    Parameter parameter = function.parameters().get(place);
    String name = function.name();
    String type = parameter.type();
    return switch (name.replaceFirst("(64_)?32$", "") + " " + parameter.name()) {
      case "bind name" -> world.bytes(place, Sockaddr.loopback(0).bytes());
      case "WSCInstallProvider provider", "WSCInstallProviderAndChains provider" ->
          world.bytes(place, Guid.random().toBytes());
      case "WSCGetProviderInfo provider", "WSCSetProviderInfo provider" ->
          world.bytes(place, world.layer());
      case "WSCInstallProviderAndChains entries" ->
          world.bytes(place, ProtocolInfoLayout.toBytes(world.baseEntry()));
      case "WSCWriteProviderOrder ids" -> world.order(place);
      case "WSCEnumProtocols protocols", "WSAEnumProtocolsW protocols" ->
          world.number(place, Winsock2.IPPROTO_TCP);
      case "WSCEnumProtocols length", "WSAEnumProtocolsW length" -> world.number(place, MANY);
      case "WSASendMsg message" -> world.message(place);
      case "WSAIoctl in" -> world.bytes(place, ExtensionFunction.WSAID_ACCEPTEX.toBytes());
      case "WSAProviderConfigChange handle" -> {
        world.call(name, world.place(place), 0, 0); // gives the handle
        yield world.place(place);
      }
      case "WSCGetApplicationCategory path" -> world.permitted(place);
      case "GetAcceptExSockaddrs output" -> world.accepted(place);
      case "__WSAFDIsSet set" -> world.place(place);
      case "GetProcAddress name" -> world.text(place, "WSPStartup", false);
      case "GetModuleHandleExA nameOrAddress",
          "GetModuleHandleExW nameOrAddress",
          "GetModuleHandleA name",
          "GetModuleHandleW name",
          "LoadLibraryA file",
          "LoadLibraryW file",
          "LoadLibraryExA file",
          "LoadLibraryExW file" ->
          world.text(place, world.libraries().path().toString(), name.endsWith("W"));
      case "GetModuleFileNameA file", "GetModuleFileNameW file" -> world.place(place);
      default ->
          type.startsWith("LPWSAPROTOCOL_INFO") && parameter.name().equals("info")
              ? name.startsWith("WSADuplicate") ? world.place(place) : 0
              : byType(world, parameter, place);
    };
  }

  private static long byType(ImportingWorld world, Parameter parameter, int place) {
    String type = parameter.type();
    if (type.matches(".*(WSTR|WCHAR).*|.*LP.?STR|LPCSTR")) {
      return world.text(place, "127.0.0.1", type.matches(".*(WSTR|WCHAR).*"));
    }
    if (type.matches("const struct sockaddr \\*|LPSOCKADDR")) {
      return world.name(place);
    }
    if (parameter.name().matches(".*(ength|ize)|localSize|remoteSize")) {
      return world.number(
          place, parameter.name().equals("pathLength") ? 260 : ImportingWorld.LENGTH);
    }
    return switch (type) {
      case "LPWSABUF" ->
          parameter.name().equals("buffers") ? world.buffer(place) : 0; // no connect data
      case "LPQOS" -> 0;
      case "LPGUID" -> world.bytes(place, world.provider());
      case "const WSAEVENT *", "const HANDLE *" -> world.handle(place, world.event);
      case "fd_set *" -> world.sockets(place, true);
      case "LPWSAPOLLFD" -> world.sockets(place, false);
      default -> world.place(place);
    };
  }
}
