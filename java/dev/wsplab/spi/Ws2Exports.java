package dev.wsplab.spi;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a provider links to rather than being given in the upcall table: the exports of ws2_32 that
 * providers use, and what stands for the loader and for Windows itself when the provider is written
 * in Java. Thread-safe.
 */
public interface Ws2Exports {
  /**
   * {@code WPUCompleteOverlappedRequest}: makes the result of an overlapped operation visible and
   * indicates it by event or port, whichever the client chose (WPU-COMPLETE-*). The provider has
   * stored {@code OffsetHigh} and {@code Offset} before. From this call on the structure is the
   * client's.
   *
   * @param s the handle the operation was started on, made by {@code WPUCreateSocketHandle}; else
   *     {@code WSAEINVAL}
   * @param overlapped the client's structure; null gives {@code WSAEINVAL} (WPU-COMPLETE-20),
   *     memory that cannot be read or written gives {@code WSAEFAULT}
   * @param error {@code dwError}: Winsock or Win32 error, 0 for success (WPU-COMPLETE-4)
   * @param bytes {@code cbTransferred}
   * @return success when it was indicated, or nobody asked for that (WPU-COMPLETE-6,
   *     WPU-COMPLETE-8); else {@code WSAEINVAL} or {@code WSAEFAULT}, and the structure was left
   *     alone
   */
  CallResult wpuCompleteOverlappedRequest(
      SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes);

  /**
   * {@code WSCEnumProtocols}: every entry in catalog order, layered and hidden ones too
   * (CAT-ENUM-2).
   *
   * @return a copy, as the stored catalog is now (CAT-4)
   */
  List<ProtocolInfo> wscEnumProtocols();

  /**
   * The {@code WSC} functions with all their parameters.
   *
   * @return always the same
   */
  CatalogFunctions catalogFunctions();

  /**
   * {@code WSCGetProviderPath} with room enough: empty when the id is unknown.
   *
   * @param providerId of any entry of the catalog
   * @return the path, environment strings not expanded
   */
  Optional<String> wscGetProviderPath(Guid providerId);

  /**
   * {@code LoadLibrary} of a provider's path and {@code GetProcAddress("WSPStartup")}: the provider
   * itself, not started. A layer starts what lies below it with this (WSP-START-9, WSP-START-10).
   *
   * @param providerId of an entry of the catalog
   * @return the provider; empty when the id is unknown or there is nothing at its path
   */
  Optional<ServiceProvider> loadProvider(Guid providerId);

  /**
   * Gives an extension function an address, as the answer to {@code
   * SIO_GET_EXTENSION_FUNCTION_POINTER} (WSP-IOCTL-3). The same function object gets the same
   * address, and both live until the environment is closed: keep one object for all sockets rather
   * than make one for each call. The address is data, not code: only this library's {@code
   * Extensions} call through it. Thread-safe.
   *
   * @param function kept until the environment is closed
   * @return the address
   * @throws dev.wsplab.kernel.KernelException when memory is short
   */
  long extensionPointer(ExtensionFunction function);

  /**
   * Finds the function behind such an address; empty for any other number, and after the
   * environment was closed. Thread-safe.
   *
   * @param pointer any number
   * @return the very object that was given to {@link #extensionPointer}
   */
  Optional<ExtensionFunction> extensionFunction(long pointer);

  /**
   * What ws2_32 and kernel32 export to applications, for a provider in a native module that calls
   * such a function; empty where there is no application's side.
   *
   * @return the functions by name
   */
  Optional<NativeFunctions> applicationFunctions();

  /**
   * Who wants to know what a module does with memory that it was lent for one call; empty when
   * nobody does, and then none need be lent apart.
   *
   * @return the watch of this environment
   */
  default Optional<LentMemoryWatch> lentMemoryWatch() {
    return Optional.empty();
  }

  /**
   * Who wants to know of addresses in upcalls where nothing is; empty when nobody does.
   *
   * @return the watch of this environment
   */
  default Optional<BadAddressWatch> badAddressWatch() {
    return Optional.empty();
  }

  /**
   * Whether the native stack of each call that a module makes is to be taken, for reports.
   *
   * @return false unless the environment was built to take them
   */
  default boolean nativeStacks() {
    return false;
  }

  /**
   * Told by a provider's host that the provider's module has called a function once its final
   * {@code WSPCleanup} had returned (WSP-CLEAN-5), and was refused.
   *
   * @param function what it called
   * @return whether somebody has written it down; where nobody listens, the host tells it itself
   */
  default boolean refusedAfterCleanup(WpuFunction function) {
    return false;
  }

  /**
   * What the I/O manager does for base providers, which hand out system handles.
   *
   * @return always the same
   */
  SystemIo systemIo();

  /**
   * What user32 does: where messages go.
   *
   * @return always the same
   */
  Windows windows();

  /**
   * Ports, events, waits and memory.
   *
   * @return always the same; its objects belong to whoever makes them, by {@link #owner}
   */
  Kernel kernel();

  /**
   * Whom handles belong to that the provider makes through {@link #kernel}: this environment.
   *
   * @return a number that no other environment of the process has
   */
  long owner();
}
