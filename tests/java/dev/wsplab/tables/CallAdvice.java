package dev.wsplab.tables;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What Byte Buddy copies into the functions that are watched. */
final class CallAdvice {
  private CallAdvice() {}

  @Advice.OnMethodEnter
  static void enter(
      @Advice.Origin("#t") String type,
      @Advice.Origin("#m") String method,
      @Advice.This Object self) {
    CallLog.entered(type, method, self);
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class)
  static void exit(
      @Advice.Origin("#t") String type,
      @Advice.Origin("#m") String method,
      @Advice.This Object self,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object result,
      @Advice.Thrown Throwable thrown) {
    CallLog.left(type, method, self, result, thrown);
  }
}
