package dev.wsplab.provider.nativehost;

import dev.wsplab.spi.NativeFunctions;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntUnaryOperator;

/**
 * A program for Windows that is not ours, started with a JVM in its process: there, before it
 * begins, a method of the caller's class makes an environment and gives it the program ({@link
 * #adopt}). The program's file, its memory but for the tables of imports, its command line, its
 * folder and its standard streams are as they would be without us. Windows on x86-64 alone.
 *
 * <p>Thread-safe.
 */
public final class ClientProgram {
  private static final int STILL_ACTIVE = 259;
  private static final int REASON = 1024;

  private final long process;
  private final ProcessHandle handle;

  private ClientProgram(long process, ProcessHandle handle) {
    this.process = process;
    this.handle = handle;
  }

  /**
   * What its process gets besides the program.
   *
   * @param type a class with a method {@code static int begin(String[])}, which is to call {@code
   *     adopt}, and returns 0 when the program may begin
   * @param arguments what that method is given
   * @param options options of the JVM; class path and the like are those of this one
   */
  public record Preparation(Class<?> type, List<String> arguments, List<String> options) {
    /**
     * Copies the lists.
     *
     * @param type a class with a method {@code static int begin(String[])}, which is to call {@code
     *     adopt}, and returns 0 when the program may begin
     * @param arguments what that method is given
     * @param options options of the JVM; class path and the like are those of this one
     */
    public Preparation {
      arguments = List.copyOf(arguments);
      options = List.copyOf(options);
    }
  }

  /** A program's preparation has refused it, with this status. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    /** What the preparation returned; not 0. */
    private final int status;

    RefusedException(int status) {
      super("the preparation in the program's process returned " + status);
      this.status = status;
    }

    /** {@return what the method returned} */
    public int status() {
      return status;
    }
  }

  /**
   * Starts a program; returns when it has begun.
   *
   * @param file absolute path of an executable
   * @param arguments what stands behind its name in its command line
   * @param preparation is given the program before it begins
   * @return the program, which the caller closes
   * @throws WinsockException {@code WSASYSNOTREADY} when that cannot be, the message saying why
   * @throws RefusedException when its preparation did not return 0; the program has not begun
   */
  public static ClientProgram start(Path file, List<String> arguments, Preparation preparation)
      throws RefusedException {
    List<String> line = new ArrayList<>(List.of(file.toString()));
    line.addAll(arguments);
    long[] made = new long[3];
    byte[] why = new byte[REASON];
    int error =
        ProgramNatives.start(
            ended(file.toString()), ended(CommandLine.of(line)), settings(preparation), made, why);
    if (error != 0) {
      throw failed("CreateProcess", file + ": " + OpenLibraries.text(why), error);
    }
    if (made[2] != 0) {
      throw new RefusedException((int) made[2]);
    }
    return new ClientProgram(made[0], ProcessHandle.of(made[1]).orElse(ProcessHandle.current()));
  }

  private static WinsockException failed(String function, String why, int error) {
    return new WinsockException(
        function, WsaError.WSASYSNOTREADY.code(), why + " (error " + error + ")");
  }

  private static byte[] ended(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] settings(Preparation preparation) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home", ""), "bin", "server", "jvm.dll").toString());
    all.add(preparation.type().getName().replace('.', '/'));
    all.add("-Djava.class.path=" + System.getProperty("java.class.path", ""));
    all.add("-Xrs"); // Ctrl-C is the program's
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("wsplab.") || name.startsWith("jna.")) {
        all.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    all.addAll(preparation.options());
    all.add("");
    all.addAll(preparation.arguments());
    return ended(String.join("\0", all));
  }

  /**
   * Waits for its end.
   *
   * @param limit how long to wait at most
   * @return its status
   * @throws TimeoutException when the time is over; it runs on
   * @throws InterruptedException when the calling thread is interrupted; it runs on
   */
  public int await(Duration limit) throws InterruptedException, TimeoutException {
    try {
      handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of process " + handle.pid() + " is not told", e);
    }
    int status = ProgramNatives.status(process);
    if (status == STILL_ACTIVE) {
      throw new IllegalStateException("process " + handle.pid() + " has ended, and runs");
    }
    return status;
  }

  /** Ends it at once, wherever it is; it is not to be awaited any more. */
  public void kill() {
    ProgramNatives.kill(process);
  }

  /**
   * Gives the program of this process to an environment: what it and the libraries in its folder
   * import of Winsock and kernel32 arrives there. To be called once, by the method that {@link
   * Preparation} names.
   *
   * @param functions what its imports reach
   * @param stacks whether the native stack of each of its calls is taken
   * @param end is called in the thread that ends the program, with its status, and returns what
   *     becomes of it; an environment is best closed there
   * @throws WinsockException {@code WSASYSNOTREADY} when that cannot be, the message saying why
   */
  public static void adopt(NativeFunctions functions, boolean stacks, IntUnaryOperator end) {
    LoadedModule.SetAddress address = new LoadedModule.SetAddress();
    NativeFunctions.Pointers pointers =
        new NativeFunctions.Pointers() {
          @Override
          public long call(long function, long... words) {
            return address.call("a function of the program", function, words);
          }

          @Override
          public long address(String name) {
            return address.stub(name);
          }
        };
    Gate gate =
        new Gate((name, arguments) -> ClientModule.serve(functions, name, arguments, pointers));
    long set = ModuleNatives.setAcquire(gate);
    if (set < 0) {
      throw failed("the program", "no set of trampolines can be had", (int) -set);
    }
    address.is(set);
    if (stacks) {
      ModuleNatives.setTakeStacks(set);
    }
    byte[] why = new byte[REASON];
    int error = ProgramNatives.adopt(set, end, why);
    if (error != 0) {
      throw failed("the program", OpenLibraries.text(why), error);
    }
  }
}
