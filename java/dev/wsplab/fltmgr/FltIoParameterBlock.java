package dev.wsplab.fltmgr;

/**
 * {@code FLT_IO_PARAMETER_BLOCK}: what is to be done, in the memory of its {@link FltCallbackData}
 * (FLT-2). Numbers and addresses are as C sees them; buffers belong to whoever allocated them, and
 * stay until the completion callback. Not thread-safe: only who holds the operation changes it.
 */
public final class FltIoParameterBlock {
  /** {@code IRP_NOCACHE}: past the cache; offset and length in whole sectors. */
  public static final int IRP_NOCACHE = 0x1;

  /** {@code IRP_PAGING_IO}. */
  public static final int IRP_PAGING_IO = 0x2;

  /** {@code IRP_SYNCHRONOUS_API}. */
  public static final int IRP_SYNCHRONOUS_API = 0x4;

  /** {@code IRP_SYNCHRONOUS_PAGING_IO}. */
  public static final int IRP_SYNCHRONOUS_PAGING_IO = 0x40;

  private final FltCallbackData data;

  FltIoParameterBlock(FltCallbackData data) {
    this.data = data;
  }

  private static int at(int member) {
    return FltLayout.DATA_SIZE + member;
  }

  private static int parameter(int member) {
    return FltLayout.DATA_SIZE + FltLayout.PARAMETERS + member;
  }

  /** {@return where it lies} */
  public long address() {
    return data.address() + FltLayout.DATA_SIZE;
  }

  /** {@return {@code IrpFlags}} */
  public int irpFlags() {
    return data.looked().int32(at(FltLayout.IRP_FLAGS));
  }

  /**
   * Sets {@code IrpFlags}.
   *
   * @param flags {@code IRP_} flags
   * @return this parameter block
   */
  public FltIoParameterBlock irpFlags(int flags) {
    data.looked().int32(at(FltLayout.IRP_FLAGS), flags);
    return this;
  }

  /** {@return {@code MajorFunction}, 0 to 255} */
  public int majorFunction() {
    return data.looked().int8(at(FltLayout.MAJOR));
  }

  /**
   * Sets {@code MajorFunction}; only before the data are sent (FLT-8).
   *
   * @param code one of {@link MajorFunction}
   * @return this parameter block
   */
  public FltIoParameterBlock majorFunction(int code) {
    data.looked().int8(at(FltLayout.MAJOR), code);
    return this;
  }

  /** {@return {@code MinorFunction}, 0 to 255} */
  public int minorFunction() {
    return data.looked().int8(at(FltLayout.MINOR));
  }

  /**
   * Sets {@code MinorFunction}.
   *
   * @param code {@code IRP_MN_} code
   * @return this parameter block
   */
  public FltIoParameterBlock minorFunction(int code) {
    data.looked().int8(at(FltLayout.MINOR), code);
    return this;
  }

  /** {@return {@code OperationFlags}, the {@code SL_} flags} */
  public int operationFlags() {
    return data.looked().int8(at(FltLayout.OPERATION_FLAGS));
  }

  /**
   * Sets {@code OperationFlags}.
   *
   * @param flags {@code SL_} flags
   * @return this parameter block
   */
  public FltIoParameterBlock operationFlags(int flags) {
    data.looked().int8(at(FltLayout.OPERATION_FLAGS), flags);
    return this;
  }

  /** {@return the address of {@code TargetFileObject}, 0 for none} */
  public long targetFileObject() {
    return data.looked().pointer(at(FltLayout.TARGET_FILE_OBJECT));
  }

  /**
   * Sets {@code TargetFileObject} (FLT-10).
   *
   * @param fileObject the value that stands for the file object
   * @return this parameter block
   */
  public FltIoParameterBlock targetFileObject(long fileObject) {
    data.looked().pointer(at(FltLayout.TARGET_FILE_OBJECT), fileObject);
    return this;
  }

  /** {@return the address of {@code TargetInstance}} */
  public long targetInstance() {
    return data.looked().pointer(at(FltLayout.TARGET_INSTANCE));
  }

  /**
   * Sets {@code TargetInstance} (FLT-10).
   *
   * @param instance the value that stands for the instance
   * @return this parameter block
   */
  public FltIoParameterBlock targetInstance(long instance) {
    data.looked().pointer(at(FltLayout.TARGET_INSTANCE), instance);
    return this;
  }

  /**
   * {@return {@code Parameters.X.Length}, of reads, writes, queries, sets and directory controls}
   */
  public int length() {
    return data.looked().int32(parameter(FltLayout.LENGTH));
  }

  /**
   * Sets {@code Parameters.X.Length} in bytes.
   *
   * @param bytes how many
   * @return this parameter block
   */
  public FltIoParameterBlock length(int bytes) {
    data.looked().int32(parameter(FltLayout.LENGTH), bytes);
    return this;
  }

  /** {@return {@code Parameters.Read.ByteOffset}, or that of a write} */
  public long byteOffset() {
    return data.looked().int64(parameter(FltLayout.BYTE_OFFSET));
  }

  /**
   * Sets {@code Parameters.Read.ByteOffset}, or that of a write.
   *
   * @param offset in bytes from the file's start
   * @return this parameter block
   */
  public FltIoParameterBlock byteOffset(long offset) {
    data.looked().int64(parameter(FltLayout.BYTE_OFFSET), offset);
    return this;
  }

  /** {@return the address of {@code ReadBuffer} or {@code WriteBuffer}} */
  public long buffer() {
    return data.looked().pointer(parameter(FltLayout.BUFFER));
  }

  /**
   * Sets {@code ReadBuffer} or {@code WriteBuffer}.
   *
   * @param address address of the buffer, which stays the caller's
   * @return this parameter block
   */
  public FltIoParameterBlock buffer(long address) {
    data.looked().pointer(parameter(FltLayout.BUFFER), address);
    return this;
  }

  /** {@return {@code MdlAddress} of a read or write, 0 for none} */
  public long mdlAddress() {
    return data.looked().pointer(parameter(FltLayout.MDL));
  }

  /**
   * Sets {@code MdlAddress} of a read or write.
   *
   * @param mdl address of the MDL, 0 for none
   * @return this parameter block
   */
  public FltIoParameterBlock mdlAddress(long mdl) {
    data.looked().pointer(parameter(FltLayout.MDL), mdl);
    return this;
  }

  /** {@return {@code FileInformationClass} of a query or set} */
  public int fileInformationClass() {
    return data.looked().int32(parameter(FltLayout.INFORMATION_CLASS));
  }

  /**
   * Sets {@code FileInformationClass} of a query or set.
   *
   * @param number a {@code FILE_INFORMATION_CLASS}
   * @return this parameter block
   */
  public FltIoParameterBlock fileInformationClass(int number) {
    data.looked().int32(parameter(FltLayout.INFORMATION_CLASS), number);
    return this;
  }

  /** {@return {@code QueryFileInformation.InfoBuffer}} */
  public long queryInfoBuffer() {
    return data.looked().pointer(parameter(FltLayout.QUERY_INFO_BUFFER));
  }

  /**
   * Sets {@code QueryFileInformation.InfoBuffer}.
   *
   * @param address address of the buffer, which stays the caller's
   * @return this parameter block
   */
  public FltIoParameterBlock queryInfoBuffer(long address) {
    data.looked().pointer(parameter(FltLayout.QUERY_INFO_BUFFER), address);
    return this;
  }

  /** {@return {@code SetFileInformation.InfoBuffer}} */
  public long setInfoBuffer() {
    return data.looked().pointer(parameter(FltLayout.SET_INFO_BUFFER));
  }

  /**
   * Sets {@code SetFileInformation.InfoBuffer}.
   *
   * @param address address of the buffer, which stays the caller's
   * @return this parameter block
   */
  public FltIoParameterBlock setInfoBuffer(long address) {
    data.looked().pointer(parameter(FltLayout.SET_INFO_BUFFER), address);
    return this;
  }

  /** {@return {@code QueryDirectory.FileInformationClass}} */
  public int directoryInformationClass() {
    return data.looked().int32(parameter(FltLayout.DIRECTORY_CLASS));
  }

  /**
   * Sets {@code QueryDirectory.FileInformationClass}.
   *
   * @param number a {@code FILE_INFORMATION_CLASS}
   * @return this parameter block
   */
  public FltIoParameterBlock directoryInformationClass(int number) {
    data.looked().int32(parameter(FltLayout.DIRECTORY_CLASS), number);
    return this;
  }

  /** {@return the address of {@code QueryDirectory.FileName}, a {@code UNICODE_STRING}, or 0} */
  public long directoryFileName() {
    return data.looked().pointer(parameter(FltLayout.DIRECTORY_FILE_NAME));
  }

  /**
   * Sets {@code QueryDirectory.FileName}.
   *
   * @param unicodeString address of a {@code UNICODE_STRING}, 0 for none
   * @return this parameter block
   */
  public FltIoParameterBlock directoryFileName(long unicodeString) {
    data.looked().pointer(parameter(FltLayout.DIRECTORY_FILE_NAME), unicodeString);
    return this;
  }

  /** {@return {@code DirectoryBuffer} of a query or notification} */
  public long directoryBuffer() {
    return data.looked().pointer(parameter(FltLayout.DIRECTORY_BUFFER));
  }

  /**
   * Sets {@code DirectoryBuffer} of a query or notification.
   *
   * @param address address of the buffer, which stays the caller's
   * @return this parameter block
   */
  public FltIoParameterBlock directoryBuffer(long address) {
    data.looked().pointer(parameter(FltLayout.DIRECTORY_BUFFER), address);
    return this;
  }

  /** {@return {@code NotifyDirectory.CompletionFilter}} */
  public int completionFilter() {
    return data.looked().int32(parameter(FltLayout.NOTIFY_FILTER));
  }

  /**
   * Sets {@code NotifyDirectory.CompletionFilter}, {@code FILE_NOTIFY_CHANGE_} flags.
   *
   * @param flags {@code FILE_NOTIFY_CHANGE_} flags
   * @return this parameter block
   */
  public FltIoParameterBlock completionFilter(int flags) {
    data.looked().int32(parameter(FltLayout.NOTIFY_FILTER), flags);
    return this;
  }

  /** {@return the address of {@code LockControl.Length}, a {@code LARGE_INTEGER}} */
  public long lockLength() {
    return data.looked().pointer(parameter(FltLayout.LENGTH));
  }

  /**
   * Sets the address of {@code LockControl.Length}.
   *
   * @param largeInteger address of a {@code LARGE_INTEGER}, which stays the caller's
   * @return this parameter block
   */
  public FltIoParameterBlock lockLength(long largeInteger) {
    data.looked().pointer(parameter(FltLayout.LENGTH), largeInteger);
    return this;
  }

  /** {@return {@code LockControl.ByteOffset}} */
  public long lockOffset() {
    return data.looked().int64(parameter(FltLayout.LOCK_OFFSET));
  }

  /**
   * Sets {@code LockControl.ByteOffset}.
   *
   * @param offset in bytes from the file's start
   * @return this parameter block
   */
  public FltIoParameterBlock lockOffset(long offset) {
    data.looked().int64(parameter(FltLayout.LOCK_OFFSET), offset);
    return this;
  }

  /** {@return {@code LockControl.FailImmediately}} */
  public boolean failImmediately() {
    return data.looked().int8(parameter(FltLayout.LOCK_FAIL_IMMEDIATELY)) != 0;
  }

  /**
   * Sets {@code LockControl.FailImmediately}.
   *
   * @param now whether a lock that cannot be had at once fails
   * @return this parameter block
   */
  public FltIoParameterBlock failImmediately(boolean now) {
    data.looked().int8(parameter(FltLayout.LOCK_FAIL_IMMEDIATELY), now ? 1 : 0);
    return this;
  }

  /** {@return {@code LockControl.ExclusiveLock}} */
  public boolean exclusiveLock() {
    return data.looked().int8(parameter(FltLayout.LOCK_EXCLUSIVE)) != 0;
  }

  /**
   * Sets {@code LockControl.ExclusiveLock}.
   *
   * @param exclusive whether nobody else may have a lock there
   * @return this parameter block
   */
  public FltIoParameterBlock exclusiveLock(boolean exclusive) {
    data.looked().int8(parameter(FltLayout.LOCK_EXCLUSIVE), exclusive ? 1 : 0);
    return this;
  }

  /**
   * {@return {@code Create.Options}: disposition in the highest 8 bits, {@code FILE_} options
   * below}
   */
  public int createOptions() {
    return data.looked().int32(parameter(FltLayout.CREATE_OPTIONS));
  }

  /**
   * Sets {@code Create.Options}.
   *
   * @param options create options; the upper 8 bits are the disposition
   * @return this parameter block
   */
  public FltIoParameterBlock createOptions(int options) {
    data.looked().int32(parameter(FltLayout.CREATE_OPTIONS), options);
    return this;
  }

  /** {@return {@code FileSystemControl.Common.FsControlCode}} */
  public int fsControlCode() {
    return data.looked().int32(parameter(FltLayout.FS_CONTROL_CODE));
  }

  /**
   * Sets {@code FileSystemControl.Common.FsControlCode}.
   *
   * @param code an {@code FSCTL_} code
   * @return this parameter block
   */
  public FltIoParameterBlock fsControlCode(int code) {
    data.looked().int32(parameter(FltLayout.FS_CONTROL_CODE), code);
    return this;
  }
}
