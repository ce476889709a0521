package dev.wsplab.fltmgr;

import java.util.Random;

/** Decides how a volume's file system goes about each I/O (FLT-104). Called in any thread. */
@FunctionalInterface
public interface FsScript {
  /**
   * Decides what the file system does with an I/O.
   *
   * @param io the I/O that has arrived at the file system
   * @return what to do with it
   */
  FsAction decide(FsIo io);

  /**
   * Everything in the thread that sends it.
   *
   * @return the script
   */
  static FsScript inline() {
    return io -> FsAction.inline();
  }

  /**
   * Creates, cleanups and closes in the thread that sends them; everything else later.
   *
   * @return the script
   */
  static FsScript later() {
    return io -> isOpening(io) ? FsAction.inline() : FsAction.later();
  }

  /**
   * Draws for each I/O whether it ends inline or later; the same for the same seed and ordinal.
   *
   * @param seed any number
   * @param laterPercent how many of a hundred end later, 0 to 100
   * @return the script
   */
  static FsScript seeded(long seed, int laterPercent) {
    return io -> {
      long mixed = (seed * 31 + io.ordinal()) * 0x9E3779B97F4A7C15L;
      boolean late = new Random(mixed).nextInt(100) < laterPercent;
      return late && !isOpening(io) ? FsAction.later().cancellable() : FsAction.inline();
    };
  }

  private static boolean isOpening(FsIo io) {
    return switch (io.majorFunction()) {
      case MajorFunction.IRP_MJ_CREATE, MajorFunction.IRP_MJ_CLEANUP, MajorFunction.IRP_MJ_CLOSE ->
          true;
      default -> false;
    };
  }
}
