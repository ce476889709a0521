package dev.wsplab.spi;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Stands in front of the exports of ws2_32 and passes everything on; override what is to change. As
 * thread-safe as the exports.
 */
public abstract class ForwardingExports implements Ws2Exports {
  private final Ws2Exports exports;

  /**
   * Stands in front of these exports.
   *
   * @param exports what every call goes on to unless it is overridden
   */
  protected ForwardingExports(Ws2Exports exports) {
    this.exports = exports;
  }

  @Override
  public CallResult wpuCompleteOverlappedRequest(
      SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
    return exports.wpuCompleteOverlappedRequest(s, overlapped, error, bytes);
  }

  @Override
  public List<ProtocolInfo> wscEnumProtocols() {
    return exports.wscEnumProtocols();
  }

  @Override
  public CatalogFunctions catalogFunctions() {
    return exports.catalogFunctions();
  }

  @Override
  public Optional<String> wscGetProviderPath(Guid providerId) {
    return exports.wscGetProviderPath(providerId);
  }

  @Override
  public Optional<ServiceProvider> loadProvider(Guid providerId) {
    return exports.loadProvider(providerId);
  }

  @Override
  public long extensionPointer(ExtensionFunction function) {
    return exports.extensionPointer(function);
  }

  @Override
  public Optional<ExtensionFunction> extensionFunction(long pointer) {
    return exports.extensionFunction(pointer);
  }

  @Override
  public Optional<NativeFunctions> applicationFunctions() {
    return exports.applicationFunctions();
  }

  @Override
  public Optional<LentMemoryWatch> lentMemoryWatch() {
    return exports.lentMemoryWatch();
  }

  @Override
  public Optional<BadAddressWatch> badAddressWatch() {
    return exports.badAddressWatch();
  }

  @Override
  public boolean nativeStacks() {
    return exports.nativeStacks();
  }

  @Override
  public boolean refusedAfterCleanup(WpuFunction function) {
    return exports.refusedAfterCleanup(function);
  }

  @Override
  public SystemIo systemIo() {
    return exports.systemIo();
  }

  @Override
  public Windows windows() {
    return exports.windows();
  }

  @Override
  public Kernel kernel() {
    return exports.kernel();
  }

  @Override
  public long owner() {
    return exports.owner();
  }
}
