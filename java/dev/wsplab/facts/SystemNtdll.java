package dev.wsplab.facts;

import com.sun.jna.Pointer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The real {@code ntdll.dll}, mapped directly. The functions return an NTSTATUS. */
final class SystemNtdll {
  static {
    SystemLibraries.register(SystemNtdll.class, "ntdll");
  }

  private SystemNtdll() {}

  static native int NtQueryIoCompletion(
      @Nullable Pointer port,
      int informationClass,
      @Nullable Pointer out,
      int length,
      @Nullable Pointer needed);

  static native int NtQuerySystemInformation(
      int informationClass, @Nullable Pointer out, int length, @Nullable Pointer needed);

  static native int NtSetInformationFile(
      @Nullable Pointer file,
      @Nullable Pointer ioStatus,
      @Nullable Pointer in,
      int length,
      int informationClass);
}
