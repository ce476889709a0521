package dev.wsplab.facts;

import com.sun.jna.Pointer;

/** The real {@code ntdll.dll}, mapped directly. The functions return an NTSTATUS. */
final class SystemNtdll {
  static {
    SystemLibraries.register(SystemNtdll.class, "ntdll");
  }

  private SystemNtdll() {}

  static native int NtQueryIoCompletion(
      Pointer port, int informationClass, Pointer out, int length, Pointer needed);

  static native int NtQuerySystemInformation(
      int informationClass, Pointer out, int length, Pointer needed);

  static native int NtSetInformationFile(
      Pointer file, Pointer ioStatus, Pointer in, int length, int informationClass);
}
