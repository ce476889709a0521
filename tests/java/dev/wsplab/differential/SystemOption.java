package dev.wsplab.differential;

import java.util.Arrays;
import java.util.List;

/**
 * Options of sockets by their numbers in Winsock and on Linux, and for which sockets their values
 * can be compared. Linux takes those of streams on datagrams and SO_BROADCAST on streams, where the
 * pages say WSAENOPROTOOPT; SO_REUSEADDR means another thing there; buffers are doubled, times are
 * a struct timeval, and SO_LINGER has two ints: none of these is compared.
 */
enum SystemOption {
  KEEP_ALIVE(1, 9, 0xFFFF, 8, true, false),
  URGENT_INLINE(1, 10, 0xFFFF, 0x100, true, false),
  NO_DELAY(6, 1, 6, 1, true, false),
  ACCEPTS(1, 30, 0xFFFF, 2, true, false),
  BROADCAST(1, 6, 0xFFFF, 0x20, false, true),
  TYPE(1, 3, 0xFFFF, 0x1008, true, true),
  ERROR(1, 4, 0xFFFF, 0x1007, true, true),
  UNKNOWN(1, 0x7777, 0xFFFF, 0x7777, true, true);

  private static final List<SystemOption> TOLD_ONLY = List.of(ACCEPTS, TYPE, ERROR);

  private final int linuxLevel;
  private final int linuxName;
  final int level;
  final int name;
  private final boolean ofStreams;
  private final boolean ofDatagrams;

  SystemOption(
      int linuxLevel, int linuxName, int level, int name, boolean ofStreams, boolean ofDatagrams) {
    this.linuxLevel = linuxLevel;
    this.linuxName = linuxName;
    this.level = level;
    this.name = name;
    this.ofStreams = ofStreams;
    this.ofDatagrams = ofDatagrams;
  }

  static List<SystemOption> ofStreams() {
    return Arrays.stream(values()).filter(option -> option.ofStreams).toList();
  }

  static List<SystemOption> ofDatagrams() {
    return Arrays.stream(values()).filter(option -> option.ofDatagrams).toList();
  }

  int levelOn(boolean windows) {
    return windows ? level : linuxLevel;
  }

  int nameOn(boolean windows) {
    return windows ? name : linuxName;
  }

  boolean canBeSet() {
    return !TOLD_ONLY.contains(this);
  }
}
