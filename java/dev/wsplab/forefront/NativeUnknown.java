package dev.wsplab.forefront;

import dev.wsplab.spi.Guid;

/** An object of a filter in C++, at an address. The filter counts its references. */
class NativeUnknown implements FwxUnknown {
  private final long address;

  NativeUnknown(long address) {
    this.address = address;
  }

  final long address() {
    return address;
  }

  @Override
  public FwxResult<FwxUnknown> queryInterface(Guid interfaceId) {
    long found = ForefrontNatives.queryInterface(address, interfaceId.toBytes());
    return found > 0
        ? FwxResult.of(new NativeUnknown(found))
        : FwxResult.failed(HResult.E_NOINTERFACE);
  }

  @Override
  public final int addRef() {
    return ForefrontNatives.addRef(address);
  }

  @Override
  public final int release() {
    return ForefrontNatives.release(address);
  }
}
