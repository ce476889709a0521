package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.host.CatalogFile;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.NativeProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** The options that say which providers an application runs on. */
final class ProviderOptions {
  private static final String MEMORY = "memory";
  private static final String TCP = "tcp";

  @Option(
      names = "--base",
      paramLabel = "BASE",
      description =
          "What lies below all layers: tcp, the system's sockets; memory; or the file of a base provider in C for TCP."
              + " Default: tcp.")
  private @Nullable String base;

  @Option(
      names = "--layer",
      paramLabel = "LAYER",
      description =
          "A layer, above those named before it: the file of one in C that makes its own handles, or a class.")
  private List<String> layers = List.of();

  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description =
          "A catalog file (wsplab catalog) instead of --base and --layer: its order decides which providers are chosen.")
  private @Nullable Path catalog;

  @Option(
      names = "--native-stacks",
      description =
          "Let histories say which functions of a module in C, provider or application, have caused each event.")
  private boolean nativeStacks;

  /** The options again, for another process. */
  List<String> again() {
    List<String> options = new ArrayList<>();
    if (base != null) {
      options.addAll(List.of("--base", base));
    }
    for (String layer : layers) {
      options.addAll(List.of("--layer", layer));
    }
    if (catalog != null) {
      options.addAll(List.of("--catalog", catalog.toString()));
    }
    if (nativeStacks) {
      options.add("--native-stacks");
    }
    return options;
  }

  /** Whether native stacks are asked for. */
  boolean showsNativeStacks() {
    return nativeStacks;
  }

  /** Has an environment made with these providers. */
  Winsock build(WinsockBuilder builder) throws SetUpException {
    if (nativeStacks) {
      builder.nativeStacks();
    }
    Path names = catalog;
    if (names != null) {
      if (base != null || !layers.isEmpty()) {
        throw new SetUpException(
            "--catalog " + names + ": it names all providers; leave --base and --layer out");
      }
      CatalogFile stored = CatalogCommand.read(names);
      return builder.prepare(made -> CatalogCommand.restore(made, stored)).build();
    }
    String below = base == null ? TCP : base;
    switch (below) {
      case TCP -> builder.base(TcpProvider.loopbackOnly());
      case MEMORY -> builder.base(LoopbackProvider.create());
      default ->
          builder.base(NativeProvider.of(RunCommand.file("--base", below)), List.of(tcpEntry()));
    }
    for (String layer : layers) {
      if (CheckedProvider.isModule(layer)) {
        Path file = RunCommand.file("--layer", layer);
        String name = String.valueOf(file.getFileName());
        builder.layer(NativeProvider.of(file), Guid.random(), name, false);
      } else {
        builder.layer(LayerClass.make("--layer " + layer, layer));
      }
    }
    return builder.build();
  }

  private static ProtocolInfo tcpEntry() {
    return ProtocolInfo.builder().providerId(Guid.random()).ifsHandles(false).name("base").build();
  }
}
