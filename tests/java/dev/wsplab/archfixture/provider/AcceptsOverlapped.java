package dev.wsplab.archfixture.provider;

import com.sun.jna.platform.win32.WinBase;

/** Accepts the one structure that users bring along. */
final class AcceptsOverlapped {
  WinBase.OVERLAPPED overlapped;
}
