package dev.wsplab.forefront;

import dev.wsplab.spi.Guid;

/**
 * {@code IUnknown}. Filter and service count references to each other's objects by it (FWX-4); a
 * filter written in Java extends {@link CountedObject}, which implements it.
 */
public interface FwxUnknown {
  /**
   * {@code QueryInterface}: the object as another interface, with a reference of its own.
   *
   * @return {@code E_NOINTERFACE} when the object has none of this id
   */
  FwxResult<FwxUnknown> queryInterface(Guid interfaceId);

  /** {@code AddRef}: returns the new count. */
  int addRef();

  /** {@code Release}: returns the new count; with 0 the object is gone. */
  int release();
}
