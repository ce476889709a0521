package dev.wsplab.archfixture.provider;

import com.sun.jna.platform.win32.WinBase;

/** Lets JNA copy a structure. */
final class CopiesStructure {
  WinBase.SYSTEMTIME time;
}
