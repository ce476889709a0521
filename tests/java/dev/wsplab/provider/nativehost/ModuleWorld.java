package dev.wsplab.provider.nativehost;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.verifier.Verifier;
import java.nio.file.Path;
import java.util.List;

/** Environments whose only base is a module. */
final class ModuleWorld {
  private ModuleWorld() {}

  static Winsock over(String module) {
    return over(Modules.file(module));
  }

  static Winsock over(Path module) {
    return over(NativeProvider.of(module));
  }

  static Winsock over(NativeProvider provider) {
    return builder(provider).build();
  }

  static WinsockBuilder builder(String module) {
    return builder(Modules.provider(module));
  }

  private static WinsockBuilder builder(NativeProvider provider) {
    return Winsock.builder().base(provider, protocols()).verify(Verifier.Mode.REPORT);
  }

  static List<ProtocolInfo> protocols() {
    return List.of(
        ProtocolInfo.builder()
            .providerId(Guid.random())
            .ifsHandles(false)
            .name("a base in C")
            .build());
  }
}
