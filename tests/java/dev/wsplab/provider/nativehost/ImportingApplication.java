package dev.wsplab.provider.nativehost;

import dev.wsplab.spi.NativeFunctions;
import java.util.concurrent.atomic.AtomicReference;

/** A module in C that is an application: what it imports can be called, as it would call it. */
final class ImportingApplication implements AutoCloseable {
  private final AtomicReference<LoadedModule.SetAddress> set = new AtomicReference<>();
  private final LoadedModule module;

  /** Loads it; its imports lead to these functions. */
  ImportingApplication(NativeFunctions functions) throws ModuleLoadException {
    module =
        LoadedModule.open(Modules.file("nothing"), false, false, at -> gate(functions, set, at));
  }

  private static Gate gate(
      NativeFunctions functions,
      AtomicReference<LoadedModule.SetAddress> set,
      LoadedModule.SetAddress at) {
    set.set(at);
    NativeFunctions.Pointers pointers =
        new NativeFunctions.Pointers() {
          @Override
          public long call(long function, long... words) {
            return 0; // the one that ResumeThread lets go ends
          }

          @Override
          public long address(String name) {
            return at.stub(name);
          }
        };
    return new Gate((name, words) -> ClientModule.serve(functions, name, words, pointers));
  }

  /** Calls through the trampoline that the module's import is bound to. */
  long call(String function, long... words) {
    if (!module.enter()) {
      throw new IllegalStateException("function=" + function + ": the module is closed");
    }
    try {
      return module.call(function, set.get().stub(function), words);
    } finally {
      module.leave();
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
