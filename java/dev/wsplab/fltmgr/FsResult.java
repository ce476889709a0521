package dev.wsplab.fltmgr;

/**
 * How an I/O has ended in the file system.
 *
 * @param status NTSTATUS
 * @param information for reads and writes the byte count
 */
record FsResult(int status, long information) {
  static FsResult failed(int status) {
    return new FsResult(status, 0);
  }

  static FsResult done(long information) {
    return new FsResult(FltStatus.STATUS_SUCCESS, information);
  }
}
