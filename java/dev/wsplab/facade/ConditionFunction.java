package dev.wsplab.facade;

import com.sun.jna.Native;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptRequest;
import dev.wsplab.spi.NativeFunctions;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An application's condition function. What the provider has in native memory goes on by its
 * address, so that the function can answer there; the rest is copied for the call.
 */
final class ConditionFunction {
  private static final int BUFFER = 2 * Native.POINTER_SIZE;

  private ConditionFunction() {}

  /**
   * The function at an address, or null for NULL.
   *
   * @param c the call that the function was given to
   */
  static @Nullable AcceptCondition of(NativeCall c, long function) {
    NativeFunctions.Pointers module = c.module();
    return function == 0 ? null : request -> decide(module, function, request);
  }

  private static int decide(NativeFunctions.Pointers module, long function, AcceptRequest request) {
    Sockaddr caller = request.callerId();
    Sockaddr callee = request.calleeId();
    WsaBuffers callerData = request.callerData();
    WsaBuffers calleeData = request.calleeData();
    long names = BUFFER * 4L;
    try (NativeBlock memory = NativeBlock.allocate(names + size(caller) + size(callee))) {
      long at = memory.address();
      return (int)
          module.call(
              function,
              name(at, at + names, caller),
              data(at + BUFFER, callerData),
              request.sqos(),
              request.gqos(),
              name(at + 2L * BUFFER, at + names + size(caller), callee),
              data(at + 3L * BUFFER, calleeData),
              request.group(),
              request.callbackData());
    }
  }

  private static int size(@Nullable Sockaddr address) {
    return address == null ? 0 : address.length();
  }

  private static long name(long at, long room, @Nullable Sockaddr address) {
    if (address == null) {
      return 0;
    }
    address.write(NativeCall.memory(), room);
    return data(at, WsaBuffers.of(room, address.length()));
  }

  private static long data(long at, @Nullable WsaBuffers buffer) {
    if (buffer == null) {
      return 0;
    }
    if (buffer.isTransient()) {
      return buffer.arrayAddress();
    }
    buffer.storeArray(at);
    return at;
  }
}
