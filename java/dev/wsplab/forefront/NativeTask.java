package dev.wsplab.forefront;

/** {@code IFWXTaskCompletion} of a filter in C++. */
final class NativeTask extends NativeUnknown implements FwxTaskCompletion {
  NativeTask(long address) {
    super(address);
  }

  @Override
  public int completeTask(long userData) {
    return ForefrontNatives.completeTask(address(), userData);
  }
}
