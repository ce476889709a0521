package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.NativeRegistration;
import java.util.function.IntUnaryOperator;

/** Natives of the shim for programs that are not ours. Errors are the system's numbers; 0: none. */
final class ProgramNatives {
  static {
    NativeRegistration.register(ProgramNatives.class, "wsplab_jni_bind_program");
  }

  private ProgramNatives() {}

  /**
   * Starts a program with a JVM in its process. Texts are UTF-8, the first two end with a zero.
   *
   * @param settings see {@code program.h}
   * @param made gets its process, its number, and what its preparation has returned
   * @param why gets a text that ends with a zero
   */
  static native int start(
      byte[] path, byte[] commandLine, byte[] settings, long[] made, byte[] why);

  /** What it has ended with; then the process is forgotten. 259 while it runs. */
  static native int status(long process);

  /** Ends it at once; then the process is forgotten. */
  static native void kill(long process);

  /** In its process: its imports arrive at a set from now on, and its end at {@code end}. */
  static native int adopt(long set, IntUnaryOperator end, byte[] why);

  /** What is to be told of an exit in C; 0 where nothing is. */
  static native long watchExit(IntUnaryOperator end);

  /** Not any more. */
  static native void unwatchExit(long watch);
}
