package dev.wsplab.client;

import com.sun.jna.Native;
import dev.wsplab.host.Host;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Asks the providers of sockets for the pointers of their extension functions. Thread-safe. */
final class ExtensionPointers {
  private static final int POINTER_SIZE = Native.POINTER_SIZE;

  private final Host host;

  ExtensionPointers(Host host) {
    this.host = host;
  }

  /**
   * SIO_GET_EXTENSION_FUNCTION_POINTER (WSP-IOCTL-3); null when the provider has no such function.
   */
  <F extends ExtensionFunction> @Nullable F find(
      ServiceProvider provider, SocketHandle s, Guid id, Class<F> type) {
    GuardedMemory memory = host.kernel().memory();
    try (NativeBlock block = NativeBlock.allocate(Guid.SIZE + POINTER_SIZE)) {
      long in = block.address(0, Guid.SIZE);
      long out = block.address(Guid.SIZE, POINTER_SIZE);
      memory.write(id.toBytes(), 0, Guid.SIZE, in);
      TransferResult result =
          provider.wspIoctl(
              s,
              Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER,
              in,
              Guid.SIZE,
              out,
              POINTER_SIZE,
              null,
              null,
              null);
      if (!result.succeeded()) {
        return null;
      }
      long pointer =
          POINTER_SIZE == 8 ? memory.loadLong(out) : Integer.toUnsignedLong(memory.loadInt(out));
      return host.exports()
          .extensionFunction(pointer)
          .filter(type::isInstance)
          .map(type::cast)
          .orElse(null);
    }
  }
}
