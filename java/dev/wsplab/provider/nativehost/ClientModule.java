package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.spi.NativeFunctions;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An application in a native module: a shared library whose imports of Winsock and kernel32 arrive
 * at an environment, loaded as a private copy. Thread-safe as far as the module is. Closing it
 * unloads it, unless threads are still inside.
 *
 * <p>Its calls do not answer {@link Thread#interrupt}. When the environment is closed, threads that
 * are inside a call of it, or make one, stay there for ever, as if the process had ended.
 */
public final class ClientModule implements AutoCloseable {
  private final LoadedModule module;

  private ClientModule(LoadedModule module) {
    this.module = module;
  }

  /**
   * Loads a module; its constructors run in this call.
   *
   * @param file absolute path of the library
   * @param functions what its imports reach
   * @param stacks whether the native stack of each of its calls is taken, for {@link
   *     dev.wsplab.kernel.NativeStacks}
   * @return the module, which the caller closes
   * @throws WinsockException {@code WSASYSNOTREADY} when it cannot be loaded, the message saying
   *     why
   */
  public static ClientModule load(Path file, NativeFunctions functions, boolean stacks) {
    AtomicReference<@Nullable LoadedModule> loaded = new AtomicReference<>();
    try {
      LoadedModule module =
          LoadedModule.open(file, false, stacks, set -> gate(functions, loaded, set));
      loaded.set(module);
      return new ClientModule(module);
    } catch (ModuleLoadException e) {
      throw new WinsockException(
          "LoadLibrary", WsaError.WSASYSNOTREADY.code(), String.valueOf(e.getMessage()));
    }
  }

  private static Gate gate(
      NativeFunctions functions,
      AtomicReference<@Nullable LoadedModule> loaded,
      LoadedModule.SetAddress set) {
    NativeFunctions.Pointers pointers =
        new NativeFunctions.Pointers() {
          @Override
          public long call(long function, long... words) {
            return callBack(loaded.get(), function, words);
          }

          @Override
          public long address(String name) {
            return set.stub(name);
          }
        };
    return new Gate((name, arguments) -> serve(functions, name, arguments, pointers));
  }

  /**
   * An application knows of no interrupts, and does not outlive its system: a call that is
   * interrupted is made anew, and one whose environment has been closed never returns.
   */
  static long serve(
      NativeFunctions functions,
      String name,
      Arguments arguments,
      NativeFunctions.Pointers pointers) {
    boolean interrupted = false;
    try {
      while (true) {
        stopWhenEnded(functions);
        try {
          long result = ApplicationCall.make(functions, name, arguments, pointers);
          stopWhenEnded(functions);
          return result;
        } catch (WaitInterruptedException e) {
          interrupted = true;
          Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void stopWhenEnded(NativeFunctions functions) {
    while (functions.hasEnded()) {
      Thread.interrupted();
      LockSupport.park(functions);
    }
  }

  // A constructor's call comes before there is a module.
  private static long callBack(@Nullable LoadedModule module, long address, long... words) {
    if (module == null || !module.enter()) {
      return 0;
    }
    try {
      return module.call("a function that it gave a pointer to", address, words);
    } finally {
      module.leave();
    }
  }

  /**
   * Calls a function that the module exports, in the calling thread.
   *
   * @param name the name that the module exports
   * @param words at most eleven arguments
   * @return what it returned; of a 32-bit result the low half counts
   * @throws IllegalArgumentException when the module has no such function
   * @throws IllegalStateException when it is closed
   */
  public long call(String name, long... words) {
    if (!module.enter()) {
      throw new IllegalStateException("module=" + module.file() + ": it is closed");
    }
    try {
      long address = module.symbol(name);
      if (address == 0) {
        throw new IllegalArgumentException(
            "module=" + module.file() + ", name=" + name + ": it exports no such function");
      }
      return module.call(name, address, words);
    } finally {
      module.leave();
    }
  }

  /**
   * Calls its {@code main} in the calling thread.
   *
   * @param arguments those that follow the program's own name
   * @return what it returned
   * @throws IllegalArgumentException when it exports no {@code main}
   */
  public int main(List<String> arguments) {
    List<String> all = new ArrayList<>();
    all.add(module.file().toString());
    all.addAll(arguments);
    try (CallFrame frame = new CallFrame()) {
      long argv = frame.room((all.size() + 1L) * Native.POINTER_SIZE);
      for (int i = 0; i < all.size(); i++) {
        byte[] text = (all.get(i) + '\0').getBytes(StandardCharsets.UTF_8);
        CallFrame.storePointer(argv + (long) i * Native.POINTER_SIZE, frame.bytes(text));
      }
      return (int) call("main", all.size(), argv);
    }
  }

  /**
   * Unloads it; with threads still inside it stays, and its calls are refused. What the system
   * keeps although nobody is inside is told to the calling thread's handler of uncaught exceptions.
   */
  @Override
  public void close() {
    module.reportStaying(module.close().staying());
  }
}
