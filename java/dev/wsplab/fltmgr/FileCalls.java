package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import dev.wsplab.driver.Irql;
import dev.wsplab.fltmgr.IoControl.Outcome;
import java.util.concurrent.CountDownLatch;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code FltReadFile}, {@code FltWriteFile}, {@code FltCreateFile}: constants, and how they work.
 */
public final class FileCalls {
  /** Past the cache: offset and length in whole sectors (FLT-73). */
  public static final int FLTFL_IO_OPERATION_NON_CACHED = 0x1;

  /** Paging I/O. */
  public static final int FLTFL_IO_OPERATION_PAGING = 0x2;

  /** The file's position stays as it is. */
  public static final int FLTFL_IO_OPERATION_DO_NOT_UPDATE_BYTE_OFFSET = 0x4;

  /** Disposition: replaces an existing file, or creates. */
  public static final int FILE_SUPERSEDE = 0;

  /** Disposition: opens an existing file. */
  public static final int FILE_OPEN = 1;

  /** Disposition: creates; fails when there is one. */
  public static final int FILE_CREATE = 2;

  /** Disposition: opens or creates. */
  public static final int FILE_OPEN_IF = 3;

  /** Disposition: empties an existing file. */
  public static final int FILE_OVERWRITE = 4;

  /** Disposition: empties or creates. */
  public static final int FILE_OVERWRITE_IF = 5;

  /** Option: a folder. */
  public static final int FILE_DIRECTORY_FILE = 0x1;

  /** Option: no folder. */
  public static final int FILE_NON_DIRECTORY_FILE = 0x40;

  /** Option: the file goes with its last handle. */
  public static final int FILE_DELETE_ON_CLOSE = 0x1000;

  /** What is transferred. */
  record Where(@Nullable Long byteOffset, int length, long buffer, int flags) {}

  private final FilterManager manager;
  private final Perform perform;

  FileCalls(FilterManager manager, Perform perform) {
    this.manager = manager;
    this.perform = perform;
  }

  TransferResult transfer(
      int majorFunction,
      FltInstance instance,
      FltFileObject file,
      Where where,
      @Nullable FltCompletedAsyncIo callback,
      @Nullable Object context) {
    String function = majorFunction == MajorFunction.IRP_MJ_READ ? "FltReadFile" : "FltWriteFile";
    boolean paging = (where.flags() & FLTFL_IO_OPERATION_PAGING) != 0;
    manager
        .checks()
        .irqlOf(
            function,
            manager.frames().irql(),
            paging ? Irql.APC_LEVEL : Irql.PASSIVE_LEVEL,
            instance);
    if (manager.allocator().allocationFails()) {
      return new TransferResult(STATUS_INSUFFICIENT_RESOURCES, 0);
    }
    FltCallbackData data = manager.newData(instance, file, false);
    OpenFile open = file.open();
    Long given = where.byteOffset();
    long offset = given != null ? given : open == null ? 0 : open.position().get();
    int flags = (where.flags() & FLTFL_IO_OPERATION_NON_CACHED) != 0 ? 1 : 0;
    data.iopb()
        .majorFunction(majorFunction)
        .irpFlags(flags | (paging ? FltIoParameterBlock.IRP_PAGING_IO : 0))
        .length(where.length())
        .byteOffset(offset)
        .buffer(where.buffer());
    boolean moves =
        given == null && (where.flags() & FLTFL_IO_OPERATION_DO_NOT_UPDATE_BYTE_OFFSET) == 0;
    FltCompletedAsyncIo told = callback;
    if (told == null) {
      TransferResult result = perform.synchronously(data, TransferResult::new);
      manager.forget(data);
      if (result == null) {
        return new TransferResult(STATUS_INVALID_PARAMETER, 0);
      }
      if (open != null && moves && FltStatus.isSuccess(result.status())) {
        open.position().set(offset + result.bytes());
      }
      return result;
    }
    int returned =
        perform.asynchronously(
            data,
            (over, at) -> {
              moved(open, moves, offset, over);
              over.lend();
              try {
                told.completed(over, at);
              } finally {
                manager.forget(over);
              }
            },
            context);
    if (data.state() == CallbackDataState.ALLOCATED) {
      manager.forget(data); // not accepted: nobody is called back
    }
    return new TransferResult(returned, 0);
  }

  private static void moved(
      @Nullable OpenFile open, boolean moves, long offset, FltCallbackData data) {
    if (open != null && moves && FltStatus.isSuccess(data.ioStatus())) {
      open.position().set(offset + data.information());
    }
  }

  CreateResult create(
      FltVolume volume, @Nullable FltInstance instance, String name, int disposition, int options) {
    manager.checks().irqlOf("FltCreateFile", manager.frames().irql(), Irql.PASSIVE_LEVEL, instance);
    FltFileObject file = manager.newFile(volume, name);
    int status =
        send(
            volume,
            instance,
            file,
            MajorFunction.IRP_MJ_CREATE,
            disposition << 24 | options & 0xFF_FFFF);
    if (FltStatus.isSuccess(status) && file.isOpen()) {
      return new CreateResult(status, file);
    }
    manager.forget(file);
    return new CreateResult(FltStatus.isSuccess(status) ? STATUS_UNSUCCESSFUL : status, null);
  }

  void close(FltFileObject file) {
    if (manager.fileObject(file.address()) == file) {
      send(file.volume(), null, file, MajorFunction.IRP_MJ_CLEANUP, 0);
      send(file.volume(), null, file, MajorFunction.IRP_MJ_CLOSE, 0);
    }
  }

  /** Sends it from the top, or below an instance, and waits. */
  private int send(
      FltVolume volume,
      @Nullable FltInstance instance,
      FltFileObject file,
      int majorFunction,
      int createOptions) {
    FltCallbackData data = manager.newData(null, file, true);
    data.iopb().majorFunction(majorFunction);
    if (majorFunction == MajorFunction.IRP_MJ_CREATE) {
      data.iopb().createOptions(createOptions);
    }
    data.moved(CallbackDataState.IN_FLIGHT);
    CountDownLatch over = new CountDownLatch(1);
    int[] status = new int[1];
    IoControl io =
        manager.start(
            data,
            volume,
            instance,
            it -> {
              status[0] = data.memory().int32(FltLayout.STATUS);
              over.countDown();
            });
    if (io.send() == Outcome.PENDED) {
      IoControl.awaitFully(over);
    } else {
      io.finish();
    }
    manager.forget(data);
    manager.ended(io);
    return status[0];
  }
}
