package dev.wsplab.forefront;

/** What lies behind a file handle. Thread-safe. */
interface FileStore extends AutoCloseable {
  /** Is told how an I/O has ended, once; in any thread, and perhaps before the start returns. */
  @FunctionalInterface
  interface Outcome {
    /**
     * It has ended.
     *
     * @param error a Win32 error, 0 for success
     * @param bytes how many, 0 when it failed
     */
    void ended(int error, int bytes);
  }

  /**
   * Starts an I/O.
   *
   * @param length how many bytes at most: a fault plan may ask for fewer than the I/O does
   * @param queued whether a packet is wanted from a store whose system queues packets itself
   * @return 997 when it was started; 0 when it has ended already with success; else why it was not
   */
  int start(FileIo io, int length, boolean queued, Outcome outcome);

  /**
   * Whether the system itself writes the record and queues the packet; then {@link Outcome} is
   * never told.
   */
  boolean isSystems();

  /** Associates the handle with the service's port, if the system has to know; a Win32 error. */
  int hook(long port, long key);

  /** {@code SetFileCompletionNotificationModes}, if the system has to know; a Win32 error. */
  int setModes(int flags);

  /**
   * {@code CancelIoEx}, if the system has to know: what is under way ends by itself.
   *
   * @param record address of the structure, 0 for all of the handle
   */
  int cancel(long record);

  /** Ends; when it returns no I/O of a store that is not the system's touches memory any more. */
  @Override
  void close();
}
