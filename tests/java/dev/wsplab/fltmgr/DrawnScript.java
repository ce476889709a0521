package dev.wsplab.fltmgr;

import java.util.Random;

/**
 * Draws how the file system goes about each I/O: inline, later, with or without a cancel routine,
 * with a failure; reads far behind the end hang until they are cancelled. The same for the same
 * seed and ordinal.
 *
 * @param main a file that is always opened at once
 */
record DrawnScript(long seed, String main) implements FsScript {
  /** From here on reads hang. */
  static final long HANGS_FROM = 1 << 20;

  @Override
  public FsAction decide(FsIo io) {
    Random random = new Random((seed * 31 + io.ordinal()) * 0x9E3779B97F4A7C15L);
    return switch (io.majorFunction()) {
      case MajorFunction.IRP_MJ_CLEANUP, MajorFunction.IRP_MJ_CLOSE -> FsAction.inline();
      case MajorFunction.IRP_MJ_CREATE ->
          io.name().equals(main) ? FsAction.inline() : ending(random);
      case MajorFunction.IRP_MJ_READ ->
          io.byteOffset() >= HANGS_FROM ? hanging(random) : ending(random);
      default -> ending(random);
    };
  }

  private static FsAction hanging(Random random) {
    FsAction hangs = FsAction.untilCancelled();
    return random.nextBoolean() ? hangs : hangs.cancelledLater();
  }

  private static FsAction ending(Random random) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> FsAction.inline();
      case 3, 4 -> FsAction.later();
      case 5, 6 -> FsAction.later().cancellable();
      case 7 -> FsAction.later().cancelledLater();
      case 8 -> FsAction.fails(FltStatus.STATUS_IO_DEVICE_ERROR);
      default -> FsAction.failsLater(FltStatus.STATUS_IO_DEVICE_ERROR).cancellable();
    };
  }
}
