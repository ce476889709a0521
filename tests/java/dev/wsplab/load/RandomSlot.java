package dev.wsplab.load;

import dev.wsplab.client.Kernel32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import java.util.Random;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What one operation at a time uses: a structure, an event, and memory, which begins with room for
 * data and goes on with room for an address and its length, for a message and its control data.
 */
final class RandomSlot implements AutoCloseable {
  static final int DATA = 16;
  static final int ADDRESS_ROOM = 64;
  private static final int ADDRESS_AT = 128;
  private static final int LENGTH_AT = ADDRESS_AT + ADDRESS_ROOM;
  private static final int MESSAGE_AT = LENGTH_AT + Long.BYTES;
  private static final int ARRAY_AT = MESSAGE_AT + 64;
  private static final int CONTROL_AT = ARRAY_AT + 32;
  private static final int CONTROL_ROOM = 64;

  /** How a client hears of the end of an operation. */
  enum Way {
    EVENT,
    EVENT_LOW_BIT,
    ROUTINE,
    NOTHING
  }

  final Overlapped overlapped;
  final EventHandle event;
  final NativeBlock memory = NativeBlock.allocate(CONTROL_AT + CONTROL_ROOM);
  SocketHandle socket = SocketHandle.INVALID;
  @Nullable SocketHandle accepting;
  RandomCalls.Kind kind = RandomCalls.Kind.SEND;
  Way way = Way.NOTHING;
  boolean byPacket;
  boolean busy;

  RandomSlot(Overlapped overlapped, Kernel32 kernel32, boolean manualReset) {
    this.overlapped = overlapped;
    this.event = kernel32.createEvent(manualReset, false);
  }

  /** Gets ready for an operation. */
  void begin(RandomCalls.Kind what, SocketHandle s, boolean hasPort, Random random) {
    boolean routines = !hasPort && what.compareTo(RandomCalls.Kind.ACCEPT_EX) < 0;
    kind = what;
    Way[] ways = routines ? Way.values() : new Way[] {Way.EVENT, Way.EVENT_LOW_BIT, Way.NOTHING};
    way = ways[random.nextInt(ways.length)];
    socket = s;
    accepting = null;
    byPacket = hasPort && way != Way.EVENT_LOW_BIT;
    busy = true;
    overlapped.storeEvent(
        switch (way) {
          case EVENT -> event.value();
          case EVENT_LOW_BIT -> event.value() | 1;
          case ROUTINE -> random.nextLong();
          case NOTHING -> 0;
        });
  }

  /** Some of the room for data. */
  WsaBuffers buffers(Random random) {
    return WsaBuffers.of(memory, 0, 1 + random.nextInt(DATA));
  }

  /** Room for an address. */
  long address() {
    return memory.address() + ADDRESS_AT;
  }

  /** Where the length of that room stands, afresh. */
  long addressLength() {
    memory.buffer().putInt(LENGTH_AT, ADDRESS_ROOM);
    return memory.address() + LENGTH_AT;
  }

  /** A message whose data go where {@link #buffers} are, with room for control data or without. */
  WsaMsg message(Random random) {
    long array = memory.address() + ARRAY_AT;
    buffers(random).storeArray(array);
    int control = random.nextBoolean() ? 0 : CONTROL_ROOM;
    WsaMsg message = WsaMsg.at(memory.address() + MESSAGE_AT);
    message.write(
        new WsaMsg.Fields(
            address(),
            ADDRESS_ROOM,
            WsaBuffers.at(array, 1),
            control == 0 ? 0 : memory.address() + CONTROL_AT,
            control,
            0));
    return message;
  }

  @Override
  public void close() {
    memory.close();
  }
}
