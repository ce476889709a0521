package dev.wsplab.facts;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the system says about the threads of this process. */
final class SystemThreads {
  private static final int SYSTEM_PROCESS_INFORMATION = 5;
  private static final int STATUS_INFO_LENGTH_MISMATCH = 0xC0000004;
  private static final int WAITING = 5;
  private static final int WR_QUEUE = 15;

  private static final boolean IS_64 = Native.POINTER_SIZE == 8;
  private static final int PROCESS_ID_AT = IS_64 ? 80 : 68;
  private static final int THREADS_AT = IS_64 ? 256 : 184;
  private static final int THREAD_SIZE = IS_64 ? 80 : 64;
  private static final int THREAD_ID_AT = IS_64 ? 48 : 36;
  private static final int STATE_AT = IS_64 ? 68 : 52;

  private SystemThreads() {}

  /** Returns whether a thread of this process waits for a packet. */
  static boolean isWaitingInQueue(int threadId) {
    for (int size = 1 << 18; ; size *= 2) {
      try (Memory memory = new Memory(size)) {
        int status =
            SystemNtdll.NtQuerySystemInformation(SYSTEM_PROCESS_INFORMATION, memory, size, null);
        if (status == 0) {
          return isWaitingInQueue(find(memory, threadId));
        }
        if (status != STATUS_INFO_LENGTH_MISMATCH) {
          throw new AssertionError("NtQuerySystemInformation: " + Integer.toHexString(status));
        }
      }
    }
  }

  private static boolean isWaitingInQueue(@Nullable Pointer thread) {
    return thread != null
        && thread.getInt(STATE_AT) == WAITING
        && thread.getInt(STATE_AT + 4) == WR_QUEUE;
  }

  private static @Nullable Pointer find(Pointer processes, int threadId) {
    int self = SystemKernel32.GetCurrentProcessId();
    Pointer process = processes;
    while ((int) SystemMemory.word(process, PROCESS_ID_AT) != self) {
      int next = process.getInt(0);
      if (next == 0) {
        return null;
      }
      process = process.share(next);
    }
    for (int i = 0; i < process.getInt(4); i++) {
      Pointer thread = process.share(THREADS_AT + (long) i * THREAD_SIZE);
      if ((int) SystemMemory.word(thread, THREAD_ID_AT) == threadId) {
        return thread;
      }
    }
    return null;
  }
}
