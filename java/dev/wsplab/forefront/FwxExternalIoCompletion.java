package dev.wsplab.forefront;

/**
 * {@code IFWXExternalIOCompletion}: what a filter implements to hear of the end of its file I/O
 * (FWX-3). Called by any thread of the service, by two at once too (FWX-5, FWX-56).
 */
public interface FwxExternalIoCompletion extends FwxUnknown {
  /**
   * A read or write has ended.
   *
   * @param success whether bytes were transferred; a short count is success (FWX-24)
   * @param numberOfBytesTransfered the count; not specified when success is false (FWX-23)
   * @param win32ErrorCode a Windows error; not specified when success is true (FWX-22)
   * @param overlapped the object that carried the I/O, without a reference of its own (FWX-68)
   * @param userData what {@code SetNotificationInterface} was given (FWX-15)
   * @return the number of {@code S_OK}: errors are absorbed here (FWX-26)
   */
  int completeAsyncIo(
      boolean success,
      int numberOfBytesTransfered,
      int win32ErrorCode,
      FwxOverlapped overlapped,
      long userData);
}
