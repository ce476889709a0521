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
   * @param interfaceId its IID
   * @return {@code E_NOINTERFACE} when the object has none of this id
   */
  FwxResult<FwxUnknown> queryInterface(Guid interfaceId);

  /**
   * {@code AddRef}.
   *
   * @return the new count
   */
  int addRef();

  /**
   * {@code Release}: with the count 0 the object is gone.
   *
   * @return the new count
   */
  int release();
}
