package dev.wsplab.provider.nativehost;

import com.sun.jna.Platform;
import dev.wsplab.operation.ModuleStaysException;
import dev.wsplab.operation.UserFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A module in memory, with its copy on disk and its set of trampolines. Thread-safe. Once it is
 * closed nothing is called in it any more, and what it calls is refused.
 */
final class LoadedModule {
  private static final int CLOSED = 1 << 30;
  private static final int ARGUMENTS = 11;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Path file;
  private final ModuleFolder folder;
  private final long set;
  private final OpenLibraries libraries;
  // Calls of ours that are inside, and whether new ones are let in.
  private final AtomicInteger inside = new AtomicInteger();

  private LoadedModule(Path file, ModuleFolder folder, long set, OpenLibraries libraries) {
    this.file = file;
    this.folder = folder;
    this.set = set;
    this.libraries = libraries;
  }

  /**
   * Copies and opens a module; its constructors run in this call, and may call the gate.
   *
   * @param file what the user named
   * @param inPlace whether the file itself is opened, and no copy
   * @param stacks whether the native stack of each of its calls is taken
   * @param gate makes what the module's calls arrive at
   * @throws ModuleLoadException when it cannot be, the message naming the module
   */
  static LoadedModule open(
      Path file, boolean inPlace, boolean stacks, Function<SetAddress, Gate> gate)
      throws ModuleLoadException {
    requireFile(file);
    ModuleFolder folder = null;
    List<Path> files = null;
    try {
      folder = ModuleFolder.make();
      files = inPlace ? ModuleCopies.inPlace(file, folder) : ModuleCopies.make(file, folder);
    } catch (IOException e) {
      throw new ModuleLoadException(
          "module="
              + file
              + ": its private copy cannot be made ("
              + e
              + "). Name a folder that can be written to with -D"
              + ModuleFolder.FOLDER_PROPERTY
              + "=FOLDER.",
          e);
    } catch (ModuleLoadException e) {
      throw new ModuleLoadException("module=" + file + ": " + e.getMessage(), e);
    } finally {
      if (files == null && folder != null) {
        folder.delete();
      }
    }
    return open(file, files, folder, stacks, gate);
  }

  /** Tells where a set's trampolines are, once it is there. */
  static final class SetAddress {
    private volatile long set;

    /** Says so. */
    void is(long number) {
      set = number;
    }

    /** The trampoline of a function. */
    long stub(String function) {
      return ModuleNatives.setStub(set, Functions.number(function));
    }

    /** Calls a function of the set's module; throws {@code ModuleEscapeException} as that does. */
    long call(String what, long function, long... a) {
      long[] w = Arrays.copyOf(a, ARGUMENTS);
      try {
        return ModuleNatives.invoke(
            set, function, a.length, w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9],
            w[10]);
      } catch (ModuleEscapeException e) {
        throw new ModuleEscapeException("function=" + what, e);
      }
    }
  }

  private static LoadedModule open(
      Path file,
      List<Path> copies,
      ModuleFolder folder,
      boolean stacks,
      Function<SetAddress, Gate> gate)
      throws ModuleLoadException {
    SetAddress address = new SetAddress();
    Gate arrivals = gate.apply(address);
    arrivals.loading();
    long set = ModuleNatives.setAcquire(arrivals);
    if (set < 0) {
      folder.delete();
      throw new ModuleLoadException(
          "module=" + file + ": no set of trampolines can be had (error " + -set + ")");
    }
    address.is(set);
    if (stacks) {
      ModuleNatives.setTakeStacks(set);
    }
    try {
      return new LoadedModule(file, folder, set, OpenLibraries.open(copies, set));
    } catch (ModuleLoadException e) {
      if (ModuleNatives.setUnbind(set, 0) == 0) {
        ModuleNatives.setRelease(set);
      }
      folder.delete();
      throw new ModuleLoadException("module=" + file + ": " + e.getMessage(), e);
    } finally {
      reportEarly(file, arrivals.loaded());
    }
  }

  /** On Windows they were made under the loader's lock, where hardly anything is allowed. */
  private static void reportEarly(Path file, Set<String> called) {
    if (Platform.isWindows() && !called.isEmpty()) {
      UserFault.report(
          new IllegalStateException(
              "module="
                  + file
                  + ": its DllMain calls "
                  + String.join(", ", called)
                  + "; it was served, but a DllMain must leave that to WSPStartup: it runs under"
                  + " the loader's lock, and whoever waits for another thread there may wait for"
                  + " ever"));
    }
  }

  private static void requireFile(Path file) throws ModuleLoadException {
    if (!file.isAbsolute()) {
      throw new ModuleLoadException(
          "module=" + file + ": an absolute path is expected; no folder is searched");
    }
    if (!Files.isRegularFile(file)) {
      throw new ModuleLoadException("module=" + file + ": there is no such file (error 2)");
    }
  }

  /** The file as the user named it. */
  Path file() {
    return file;
  }

  /** The copies that are open. */
  OpenLibraries libraries() {
    return libraries;
  }

  ModuleFolder folder() {
    return folder;
  }

  /** The set's number for native calls. */
  long set() {
    return set;
  }

  /** Address of a function that the module exports, or 0. */
  long symbol(String name) {
    return libraries.symbol(libraries.handle(), name);
  }

  /** Begins a call of ours; false when it is closed. Each true is matched by {@link #leave}. */
  boolean enter() {
    if ((inside.incrementAndGet() & CLOSED) == 0) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    if ((inside.decrementAndGet() & CLOSED) != 0) {
      synchronized (inside) {
        inside.notifyAll();
      }
    }
  }

  /** Waits for calls of ours; how many are still inside when the time is over. */
  private int awaitNobody(long deadline) {
    boolean interrupted = false;
    synchronized (inside) {
      long left = deadline - System.nanoTime();
      while (inside.get() != CLOSED && left > 0 && !interrupted) {
        try {
          TimeUnit.NANOSECONDS.timedWait(inside, left);
        } catch (InterruptedException e) {
          interrupted = true; // whoever interrupts wants no patience
        }
        left = deadline - System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return inside.get() & ~CLOSED;
  }

  /**
   * Calls a function of the module, between {@link #enter} and {@link #leave}.
   *
   * @param what its name, for the message
   * @throws ModuleEscapeException when it did not return
   */
  long call(String what, long function, long... a) {
    long[] w = Arrays.copyOf(a, ARGUMENTS);
    try {
      return ModuleNatives.invoke(
          set, function, a.length, w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9],
          w[10]);
    } catch (ModuleEscapeException e) {
      throw new ModuleEscapeException("module=" + file + ", function=" + what, e);
    }
  }

  /** Calls {@code WSPStartup}, as {@link #call}. */
  int startup(long function, int version, long data, long info, long table) {
    try {
      return ModuleNatives.startup(set, function, version, data, info, table);
    } catch (ModuleEscapeException e) {
      throw new ModuleEscapeException("module=" + file + ", function=WSPStartup", e);
    }
  }

  /**
   * What became of a module that was closed.
   *
   * @param inside threads that are still inside: it stays in memory for them
   * @param staying the files that the system keeps in memory although nobody is inside; none when
   *     somebody is
   * @param refused the functions that it called after nothing was served to it any more
   */
  record Unloading(int inside, List<Path> staying, List<String> refused) {}

  /**
   * Unloads the module, once those are out who are on their way, and deletes its copy. If somebody
   * stays inside, it stays in memory, and its calls are refused. {@link #reportStaying} tells what
   * the system keeps.
   */
  Unloading close() {
    this.inside.addAndGet(CLOSED);
    awaitNobody(System.nanoTime() + PATIENCE.toNanos());
    ModuleNatives.setUnbind(set, 0); // those who are still there may go when they are refused
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int calls = awaitNobody(deadline);
    long left = Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    int inside = calls + ModuleNatives.setUnbind(set, (int) left);
    List<Path> staying = inside == 0 ? libraries.close() : List.of();
    boolean gone = inside == 0 && staying.isEmpty();
    if (!gone) {
      ModuleNatives.setRetire(set); // before the look: what comes later is told by the gate
    }
    List<String> refused =
        Functions.names()
            .filter(f -> ModuleNatives.setHasRefused(set, Functions.number(f)))
            .toList();
    if (gone) {
      ModuleNatives.setRelease(set);
    }
    deleteCopies();
    return new Unloading(inside, staying, refused);
  }

  /** Nobody could see it otherwise: the copy's file is gone, its memory is not. */
  void reportStaying(List<Path> staying) {
    if (!staying.isEmpty()) {
      UserFault.report(
          new ModuleStaysException(
              "module="
                  + file
                  + ": the system keeps "
                  + staying.stream().map(Path::getFileName).map(String::valueOf).toList()
                  + " in memory, though nobody is inside; its calls are refused, and its memory is"
                  + " given back at the end of the process (WSP-CLEAN-5; docs/hosting.md, What stays loaded)"));
    }
  }

  /** Deletes what can be deleted of its folder; again does no harm. */
  void deleteCopies() {
    folder.delete();
  }
}
