package dev.wsplab.facade;

import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.NativeFunctions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What an application in native code reaches in one environment: Winsock, and the completion
 * functions of kernel32. Each calls the function of the same name in {@link Ws2_32} or {@link
 * Kernel32}, whose results it turns into C's: return value, out parameters, last error. Memory that
 * cannot be read or written gives {@code WSAEFAULT}, or 998 from kernel32.
 *
 * <p>Not served: name resolution, windows, files, modules. Thread-safe. Source: the pages of the
 * functions.
 */
public final class ClientFunctions implements NativeFunctions {
  private final Ws2_32 ws2;
  private final Kernel32 kernel32;
  private final ThreadFunctions threads;
  private final Kernel kernel;
  private volatile boolean ended;
  // Made when it is first asked for: most environments never see native code.
  private volatile @Nullable FunctionTable table;

  /**
   * Used by {@code dev.wsplab.Winsock}.
   *
   * @param ws2 the functions of {@code ws2_32} that the module reaches
   * @param kernel32 those of {@code kernel32}
   * @param kernel handles, ports, events and memory of this process
   */
  public ClientFunctions(Ws2_32 ws2, Kernel32 kernel32, Kernel kernel) {
    this.ws2 = ws2;
    this.kernel32 = kernel32;
    this.kernel = kernel;
    threads = new ThreadFunctions(kernel32, kernel);
  }

  /** Two threads may both make one; either serves. */
  private FunctionTable table() {
    FunctionTable made = table;
    if (made == null) {
      made = new FunctionTable();
      new SocketFunctions(ws2).on(made);
      new NameFunctions(ws2).on(made);
      new TransferFunctions(ws2).on(made);
      new ExtensionFunctions(ws2).on(made);
      new ReadinessFunctions(ws2).on(made);
      new PortFunctions(kernel32).on(made);
      new HandleFunctions(kernel32, kernel, threads::closed).on(made);
      threads.on(made);
      table = made;
    }
    return made;
  }

  /** The environment is being closed. */
  public void end() {
    ended = true;
    threads.end();
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  @Override
  public boolean serves(String name) {
    return table().find(name) != null;
  }

  @Override
  public long call(String name, long[] words, Pointers module) {
    FunctionTable.Function function = table().find(name);
    if (function == null) {
      throw new UnsupportedOperationException(
          "function=" + name + ": applications are not served it here");
    }
    return function.call(new NativeCall(words, module));
  }
}
