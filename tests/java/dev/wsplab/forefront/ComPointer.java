package dev.wsplab.forefront;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** A COM object as C++ sees it: a method is a place in the table that it begins with. */
record ComPointer(long address) {
  /** Calls a method; words are longs, 32-bit arguments are ints. */
  int call(int place, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = new Pointer(address);
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Pointer table = new Pointer(address).getPointer(0);
    Pointer method = table.getPointer((long) place * Native.POINTER_SIZE);
    return Function.getFunction(method).invokeInt(all);
  }

  /** Calls {@code Release}. */
  int release() {
    return call(2);
  }
}
