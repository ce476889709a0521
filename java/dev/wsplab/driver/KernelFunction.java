package dev.wsplab.driver;

/**
 * What any driver calls, in the order of {@code include/compat/km/wsplab_km_calls.h}: a constant's
 * place is its number there.
 */
enum KernelFunction {
  KE_INITIALIZE_EVENT,
  KE_SET_EVENT,
  KE_CLEAR_EVENT,
  KE_READ_STATE_EVENT,
  KE_WAIT_FOR_SINGLE_OBJECT,
  KE_GET_CURRENT_IRQL,
  KF_RAISE_IRQL,
  KE_LOWER_IRQL,
  EX_ALLOCATE_POOL_WITH_TAG,
  EX_FREE_POOL_WITH_TAG,
  KE_INITIALIZE_SPIN_LOCK,
  KE_ACQUIRE_SPIN_LOCK_RAISE_TO_DPC,
  KE_RELEASE_SPIN_LOCK,
  IO_CREATE_DEVICE,
  IO_DELETE_DEVICE,
  IO_ALLOCATE_WORK_ITEM,
  IO_QUEUE_WORK_ITEM,
  IO_FREE_WORK_ITEM;

  private static final KernelFunction[] ALL = values();

  /** Whether there is one with this number. */
  static boolean has(int number) {
    return number >= 0 && number < ALL.length;
  }

  static KernelFunction of(int number) {
    return ALL[number];
  }
}
