package dev.wsplab.fltmgr;

import dev.wsplab.fltmgr.IoControl.Outcome;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * One I/O as an application's: it meets every instance of its volume, and its callback data belong
 * to the Filter Manager, gone when it is over. Sent once; its result may be asked in any thread.
 */
public final class UserIo {
  private final FltVolume volume;
  private final FltCallbackData data;
  private final FilterManager manager;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile int status = FltStatus.STATUS_PENDING;
  private volatile long information;

  UserIo(FilterManager manager, FltVolume volume, FltFileObject file) {
    this.manager = manager;
    this.volume = volume;
    this.data = manager.newData(null, file, false);
  }

  /**
   * Fills in what is to be done.
   *
   * @param filling sets what it wants in the parameters
   * @return this I/O
   */
  public UserIo parameters(Consumer<FltIoParameterBlock> filling) {
    filling.accept(data.iopb());
    return this;
  }

  /** {@return its callback data, for a look at what filters did to them while it is under way} */
  public FltCallbackData data() {
    return data;
  }

  /**
   * Sends it.
   *
   * @return STATUS_PENDING, or how it has ended
   * @throws IllegalStateException when it was sent before
   */
  public int send() {
    if (!data.moves(CallbackDataState.ALLOCATED, CallbackDataState.IN_FLIGHT)) {
      throw new IllegalStateException(
          "This I/O was sent before: begin another by volume.io(file).");
    }
    IoControl io = manager.start(data, volume, null, this::ended);
    if (io.send() != Outcome.PENDED) {
      io.finish();
      return status;
    }
    return FltStatus.STATUS_PENDING;
  }

  private void ended(IoControl io) {
    status = data.memory().int32(FltLayout.STATUS);
    information = data.memory().pointer(FltLayout.INFORMATION);
    manager.ended(io);
    manager.forget(data);
    over.countDown();
  }

  /**
   * Waits until it is over; with the manual scheduler another thread must run it.
   *
   * @return this I/O
   */
  public UserIo await() {
    IoControl.awaitFully(over);
    return this;
  }

  /** {@return whether it is over} */
  public boolean isOver() {
    return over.getCount() == 0;
  }

  /** {@return its NTSTATUS, STATUS_PENDING while it is under way} */
  public int status() {
    return status;
  }

  /** {@return {@code IoStatus.Information}, for reads and writes the byte count} */
  public long information() {
    return information;
  }
}
