package dev.wsplab.tables;

import java.util.Optional;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What Byte Buddy copies into the function that finds extension functions by their address. */
final class ExtensionAdvice {
  private ExtensionAdvice() {}

  @Advice.OnMethodExit
  static void exit(
      @Advice.Argument(0) long pointer,
      @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC)
          Optional<Object> function) {
    function = Optional.ofNullable(CallLog.found(function.orElse(null), pointer));
  }
}
