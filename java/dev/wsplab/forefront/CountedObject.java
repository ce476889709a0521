package dev.wsplab.forefront;

import dev.wsplab.spi.Guid;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An object that counts its references, from 1, which its maker holds. Thread-safe (FWX-5). A call
 * on an object whose count has reached 0 throws an {@link IllegalStateException} that names the
 * object and the call (FWX-72).
 */
public abstract class CountedObject implements FwxUnknown {
  private final String name;
  private final Set<Guid> interfaces;
  private final AtomicInteger references = new AtomicInteger(1);

  /**
   * Makes an object with one reference.
   *
   * @param name what reports call it
   * @param interfaceIds ids that {@link #queryInterface} knows, beside {@code IUnknown}'s
   */
  protected CountedObject(String name, Guid... interfaceIds) {
    this.name = Objects.requireNonNull(name);
    this.interfaces = Set.of(interfaceIds);
  }

  @Override
  public FwxResult<FwxUnknown> queryInterface(Guid interfaceId) {
    requireAlive("QueryInterface");
    if (!interfaceId.equals(InterfaceIds.UNKNOWN) && !interfaces.contains(interfaceId)) {
      return FwxResult.failed(HResult.E_NOINTERFACE); // FWX-74
    }
    addRef();
    return FwxResult.of(this);
  }

  @Override
  public int addRef() {
    int before = references.getAndUpdate(count -> count == 0 ? 0 : count + 1);
    if (before == 0) {
      throw gone("AddRef");
    }
    return before + 1;
  }

  @Override
  public int release() {
    int before = references.getAndUpdate(count -> count == 0 ? 0 : count - 1);
    if (before == 0) {
      throw gone("Release");
    }
    if (before == 1) {
      destroyed();
    }
    return before - 1;
  }

  /** {@return how many references there are now} */
  public final int references() {
    return references.get();
  }

  /** The last reference was released. Does nothing here; called once. */
  protected void destroyed() {}

  /**
   * Checks that the object lives.
   *
   * @param call name of the method that was called
   * @throws IllegalStateException when its count has reached 0 (FWX-72)
   */
  protected final void requireAlive(String call) {
    if (references.get() == 0) {
      throw gone(call);
    }
  }

  /** A call on an object that is gone. */
  static final class GoneException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    GoneException(String message) {
      super(message);
    }
  }

  private GoneException gone(String call) {
    return new GoneException(
        name
            + "::"
            + call
            + ": the object was released for the last time before (FWX-72); keep a reference while"
            + " it is used");
  }

  @Override
  public String toString() {
    return name;
  }
}
