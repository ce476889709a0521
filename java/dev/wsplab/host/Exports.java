package dev.wsplab.host;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.NativeFunctions;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.Windows;
import dev.wsplab.spi.Ws2Exports;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What an environment's providers see of ws2_32 besides the upcall table. */
record Exports(
    CompletionRules completionRules,
    Catalog catalog,
    ProviderLoader loader,
    CatalogFunctions catalogFunctions,
    ExtensionTable extensions,
    IoManager ioManager,
    Windows windows,
    Kernel kernel,
    long owner,
    AtomicReference<@Nullable NativeFunctions> application)
    implements Ws2Exports {
  @Override
  public CallResult wpuCompleteOverlappedRequest(
      SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
    return completionRules.complete(s, overlapped, error, bytes);
  }

  @Override
  public List<ProtocolInfo> wscEnumProtocols() {
    return catalog.entries();
  }

  @Override
  public Optional<String> wscGetProviderPath(Guid providerId) {
    return catalog.pathOf(providerId);
  }

  @Override
  public Optional<ServiceProvider> loadProvider(Guid providerId) {
    return loader.load(providerId);
  }

  @Override
  public long extensionPointer(ExtensionFunction function) {
    return extensions.addressOf(function);
  }

  @Override
  public Optional<ExtensionFunction> extensionFunction(long pointer) {
    return extensions.at(pointer);
  }

  @Override
  public Optional<NativeFunctions> applicationFunctions() {
    return Optional.ofNullable(application.get());
  }

  @Override
  public SystemIo systemIo() {
    return ioManager;
  }
}
