package dev.wsplab.forefront;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.Guid;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a COM object in native memory stands for: a filter in C++ calls its methods, which arrive
 * here by number. Addresses come from strangers: what cannot be read or written gives {@code
 * E_POINTER}. Nothing is thrown.
 */
abstract class NativePeer {
  /** {@code WSPLAB_FWX_*} of {@code forefront.h}: which methods an object has. */
  static final int FIREWALL = 0;

  static final int OVERLAPPED = 1;
  static final int FILES = 2;
  static final int BUFFER = 3;
  static final int SOCKET = 4;

  static final int QUERY_INTERFACE = 0;
  static final int ADD_REF = 1;
  static final int RELEASE = 2;
  static final int HOOK = 3;
  static final int CREATE_OVERLAPPED = 4;
  static final int START_BLOCKING = 5;
  static final int END_BLOCKING = 6;
  static final int POST_TASK = 7;
  static final int GET_OVERLAPPED = 8;
  static final int SET_NOTIFICATION = 9;
  static final int FILE_CREATE = 10;
  static final int FILE_READ = 11;
  static final int FILE_WRITE = 12;
  static final int FILE_CLOSE = 13;
  static final int CREATE_SOCKET = 14;
  static final int CREATE_CONST_BUFFER = 15;
  static final int CREATE_BUFFER = 16;
  static final int CREATE_WINDOW_BUFFER = 17;
  static final int FILE_CANCEL = 39;
  static final int FILE_SET_MODES = 40;

  private final FwxService service;
  private final @Nullable FwxUnknown object;

  /**
   * Makes a peer.
   *
   * @param object whose references are counted; null for one that nobody counts
   */
  NativePeer(FwxService service, @Nullable FwxUnknown object) {
    this.service = service;
    this.object = object;
  }

  @NotOwning
  FwxService service() {
    return service;
  }

  static GuardedMemory memory() {
    return Kernel.get().memory();
  }

  /** Called by the shim, in any thread. */
  @SuppressWarnings("unused")
  final int call(int method, long a, long b, long c, long d, long e) {
    try {
      return method <= RELEASE ? unknown(method, a, b, c) : own(method, a, b, c, d, e);
    } catch (AccessViolationException violation) {
      return HResult.E_POINTER.value();
    } catch (CountedObject.GoneException gone) {
      service.strict().usedAfterRelease(String.valueOf(gone.getMessage()));
      service.faulted(gone);
      return HResult.E_UNEXPECTED.value();
    } catch (Throwable thrown) { // a defect of the service, not of the filter
      service.faulted(thrown);
      return HResult.E_UNEXPECTED.value();
    }
  }

  private int unknown(int method, long interfaceId, long out, long self) {
    FwxUnknown counted = object;
    if (counted == null) {
      return method == QUERY_INTERFACE ? HResult.E_NOINTERFACE.value() : 1;
    }
    if (method == ADD_REF) {
      return counted.addRef();
    }
    if (method == RELEASE) {
      return counted.release();
    }
    if (out == 0) {
      return HResult.E_POINTER.value();
    }
    NativePointers.store(out, 0);
    byte[] id = new byte[Guid.SIZE];
    memory().read(interfaceId, id, 0, id.length);
    HResult result = counted.queryInterface(Guid.fromBytes(id)).hresult();
    if (result == HResult.S_OK) {
      NativePointers.store(out, self); // one object has all of its interfaces
    }
    return result.value();
  }

  /** A method beyond those of {@code IUnknown}. */
  abstract int own(int method, long a, long b, long c, long d, long e);
}
