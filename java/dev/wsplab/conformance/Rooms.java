package dev.wsplab.conformance;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The client's memory for one operation: data in two buffers that do not lie side by side, so that
 * a provider which goes on in the first finds foreign bytes; room for an address and its length;
 * and the structure of {@code WSARecvMsg}. Belongs to the scenario's world.
 */
final class Rooms {
  static final int ADDRESS = 32;
  // The first buffer is a quarter; with only a few bytes both are used all the same.
  private static final int FIRST_PART = 4;
  private static final int BETWEEN = 8;
  private static final int ARRAY = 32;

  private final GuardedMemory memory = Kernel.get().memory();
  private final WsaBuffers buffers;
  private final @NotOwning NativeBlock name;
  private final @NotOwning NativeBlock message;

  private Rooms(WsaBuffers buffers, NativeBlock name, NativeBlock message) {
    this.buffers = buffers;
    this.name = name;
    this.message = message;
  }

  /** Data in one buffer. */
  static Rooms inOne(World world, NativeBlock data, int length) {
    return make(world, WsaBuffers.of(data, 0, length));
  }

  /** Data in two buffers. */
  static Rooms inTwo(World world, int length) {
    int first = Math.max(1, length / FIRST_PART);
    NativeBlock block = world.block(length + BETWEEN);
    long second = block.address() + first + BETWEEN;
    return make(
        world,
        WsaBuffers.of(
            new long[] {block.address(), second}, new int[] {first, length - first}, block));
  }

  private static Rooms make(World world, WsaBuffers buffers) {
    NativeBlock name = world.block(ADDRESS + Integer.BYTES);
    name.buffer().putInt(ADDRESS, ADDRESS);
    NativeBlock message = world.block(WsaMsg.SIZE + ARRAY);
    long array = message.address() + WsaMsg.SIZE;
    buffers.storeArray(array);
    WsaMsg.at(message.address())
        .write(
            new WsaMsg.Fields(
                name.address(), ADDRESS, WsaBuffers.at(array, buffers.count()), 0, 0, 0));
    return new Rooms(buffers, name, message);
  }

  WsaBuffers buffers() {
    return buffers;
  }

  /** Where the address goes. */
  long address() {
    return name.address();
  }

  /** Where its length stands. */
  long addressLength() {
    return name.address() + ADDRESS;
  }

  @NotOwning
  NativeBlock message() {
    return message;
  }

  /** Puts an address in, for a call that takes one; returns its length. */
  int put(Sockaddr given) {
    given.write(memory, name.address());
    return given.length();
  }

  /** Puts in what is to be sent. */
  void fill(String data) {
    BytesOf.write(memory, buffers, data);
  }

  /** What stands in the buffers, from the first byte on. */
  String data(int bytes) {
    return BytesOf.read(memory, buffers, bytes);
  }

  /** The address that has come, or null when its length is none. */
  @Nullable Sockaddr told(TestedFunction function) {
    int length =
        function == TestedFunction.RECV_MSG
            ? WsaMsg.at(message.address()).read().nameLength()
            : name.buffer().getInt(ADDRESS);
    return length < Short.BYTES || length > ADDRESS
        ? null
        : Sockaddr.read(memory, name.address(), length);
  }

  /** The flags in the structure of {@code WSARecvMsg}. */
  int messageFlags() {
    return WsaMsg.at(message.address()).read().flags();
  }
}
