package dev.wsplab.provider.nativehost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function that the shim exports to modules, as the headers have it.
 *
 * @param name without the shim's prefix
 * @param failure how it says that it failed, in the words of {@code wsplab/functions.h}
 * @param parameters what the prototype says
 */
record ExportedFunction(String name, String failure, List<Parameter> parameters) {
  /**
   * One parameter.
   *
   * @param type as in the header
   * @param name as in the header
   */
  record Parameter(String type, String name) {
    /** Whether it is code that the function or the system calls later: no value of it is tried. */
    boolean isCode() {
      return type.matches(".*(ROUTINE|PROC|PAPCFUNC|CONDITION).*");
    }

    boolean isSocket() {
      return type.equals("SOCKET");
    }

    boolean isHandle() {
      return type.matches("HANDLE|WSAEVENT|HMODULE|HWND");
    }

    boolean isAddress() {
      return !isCode() && (type.contains("*") || type.matches("(const )?(LP|P)[A-Z_]+[AW]?"));
    }

    /** Whether every value is good, and some make the call last. */
    boolean isTime() {
      return name.matches("milliseconds|timeout");
    }
  }

  /** Of functions that modules find by name alone: the headers leave them to the system's. */
  private static final String MORE =
      """
      int WSAAPI WSASocketA(int family, int type, int protocol, LPWSAPROTOCOL_INFOA info, GROUP g, DWORD flags);
      int WSAAPI WSADuplicateSocketA(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOA info);
      int WSAAPI WSAEnumProtocolsA(LPINT protocols, LPWSAPROTOCOL_INFOA buffer, LPDWORD length);
      int WSAAPI WSAHtonl(SOCKET s, u_long value, u_long *result);
      int WSAAPI WSAHtons(SOCKET s, u_short value, u_short *result);
      int WSAAPI WSANtohl(SOCKET s, u_long value, u_long *result);
      int WSAAPI WSANtohs(SOCKET s, u_short value, u_short *result);
      int WSAAPI WSARecvEx(SOCKET s, char *room, int length, int *flags);
      int WSAAPI WSACancelBlockingCall(void);
      int WSAAPI WSAIsBlocking(void);
      int WSAAPI WSASetBlockingHook(FARPROC hook);
      int WSAAPI WSAUnhookBlockingHook(void);
      void WSAAPI freeaddrinfo(ADDRINFOA *info);
      void WSAAPI FreeAddrInfoW(ADDRINFOW *info);
      int WSAAPI getaddrinfo(LPCSTR node, LPCSTR service, const ADDRINFOA *hints, ADDRINFOA **result);
      int WSAAPI GetAddrInfoW(LPCWSTR node, LPCWSTR service, const ADDRINFOW *hints, ADDRINFOW **result);
      int WSAAPI gethostbyaddr(const char *address, int length, int type);
      int WSAAPI gethostbyname(LPCSTR name);
      int WSAAPI gethostname(LPSTR name, int length);
      int WSAAPI getnameinfo(const struct sockaddr *name, int length, LPSTR host, DWORD hostLength, LPSTR service,
                             DWORD serviceLength, INT flags);
      int WSAAPI inet_addr(LPCSTR text);
      int WSAAPI inet_ntoa(u_long address);
      int WSAAPI inet_ntop(INT family, const void *address, LPSTR text, size_t length);
      int WSAAPI InetNtopW(INT family, const void *address, LPWSTR text, size_t length);
      int WSAAPI inet_pton(INT family, LPCSTR text, void *address);
      int WSAAPI InetPtonW(INT family, LPCWSTR text, void *address);
      int WSPAPI WPUCompleteOverlappedRequest(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD error, DWORD bytes,
                                              LPINT errno);
      int WSPAPI WSCEnableNSProvider(LPGUID provider, BOOL enable);
      int WSPAPI WSCInstallNameSpace(LPWSTR name, LPWSTR path, DWORD space, DWORD version, LPGUID provider);
      int WSPAPI WSCUnInstallNameSpace(LPGUID provider);
      int WSPAPI WSCWriteNameSpaceOrder(LPGUID providers, DWORD count);
      int WSPAPI WSCInstallProvider64_32(LPGUID provider, LPCWSTR path, LPWSAPROTOCOL_INFOW entries, DWORD count,
                                         LPINT errno);
      int WSPAPI WSCInstallProviderAndChains64_32(LPGUID provider, LPCWSTR path, LPCWSTR path32, LPCWSTR name,
                                                  DWORD serviceFlags, LPWSAPROTOCOL_INFOW entries, DWORD count,
                                                  LPDWORD id, LPINT errno);
      HANDLE WINAPI BindIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE function, ULONG flags);
      HANDLE WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK_PROC callback, PVOID context,
                                       PTP_CALLBACK_ENVIRON environment);
      BOOL WINAPI GetHandleInformation(HANDLE object, LPDWORD flags);
      BOOL WINAPI SetHandleInformation(HANDLE object, DWORD mask, DWORD flags);
      BOOL WINAPI PostMessageA(HWND window, UINT message, WPARAM w, LPARAM l);
      BOOL WINAPI PostMessageW(HWND window, UINT message, WPARAM w, LPARAM l);
      """;

  private static final Path INCLUDE = Path.of("include");
  private static final Pattern ROW = Pattern.compile("X\\((\\w+), (\\d+), (\\w+)\\)");
  private static final Pattern PROTOTYPE =
      Pattern.compile(
          "^\\w[\\w ]*\\*? ?(?:WSAAPI|WINAPI|WSPAPI|PASCAL) (\\w+)\\(([^;{]*?)\\);",
          Pattern.MULTILINE | Pattern.DOTALL);

  /** All that modules import by name. */
  static List<ExportedFunction> all() throws IOException {
    String functions = Files.readString(INCLUDE.resolve(Path.of("wsplab", "functions.h")));
    String imports = functions.substring(functions.indexOf("#define WSPLAB_PLAIN_IMPORTS"));
    Map<String, List<Parameter>> prototypes = prototypes();
    List<ExportedFunction> all = new ArrayList<>();
    Matcher row = ROW.matcher(imports);
    while (row.find()) {
      // Forms for the catalog of 32 bits take what the others take.
      String name = row.group(1).endsWith("64_32") ? row.group(1) : row.group(1).replace("32", "");
      List<Parameter> parameters = prototypes.get(name);
      if (parameters == null || parameters.size() != Integer.parseInt(row.group(2))) {
        throw new IllegalStateException(row.group() + ", but the prototype has " + parameters);
      }
      all.add(new ExportedFunction(row.group(1), row.group(3), parameters));
    }
    return all;
  }

  private static Map<String, List<Parameter>> prototypes() throws IOException {
    Map<String, List<Parameter>> found = new HashMap<>();
    addPrototypes(MORE, found);
    for (String header : List.of("winsock2.h", "winbase.h", "mswsock.h", "ws2spi.h")) {
      addPrototypes(Files.readString(INCLUDE.resolve(Path.of("compat", header))), found);
    }
    return found;
  }

  private static void addPrototypes(String text, Map<String, List<Parameter>> found) {
    Matcher prototype = PROTOTYPE.matcher(text);
    while (prototype.find()) {
      found.put(prototype.group(1), parameters(prototype.group(2)));
    }
  }

  private static List<Parameter> parameters(String text) {
    String line = text.replaceAll("\\s+", " ").trim();
    return line.equals("void")
        ? List.of()
        : Arrays.stream(line.split(", ")).map(ExportedFunction::parameter).toList();
  }

  private static Parameter parameter(String text) {
    Matcher name = Pattern.compile("(.*?)(\\w+)(\\[\\])?").matcher(text);
    if (!name.matches()) {
      throw new IllegalStateException(text);
    }
    String type = name.group(1).trim();
    return new Parameter(name.group(3) == null ? type : type + " *", name.group(2));
  }
}
