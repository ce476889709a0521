package dev.wsplab.grid;

import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/** By the type of a parameter: a value to which no function objects, and bad ones. */
final class BadValues {
  /** Makes a value in an environment. */
  @FunctionalInterface
  interface Maker {
    @Nullable Object make(GridWorld world);
  }

  /** A handle value that was never given to anybody. */
  private static final long NEVER = 0x7FFF_FFF0L;

  /** Addresses that cannot be used, as in the test of the guard. */
  private static final Map<String, ToLongFunction<GridWorld>> ADDRESSES = addresses();

  private static Map<String, ToLongFunction<GridWorld>> addresses() {
    Map<String, ToLongFunction<GridWorld>> addresses = new LinkedHashMap<>();
    addresses.put("null", w -> 0L);
    addresses.put("low", w -> 0x10L);
    addresses.put("kernel's", w -> Long.MIN_VALUE);
    addresses.put("hole", w -> 0x0001_0000_0000_0000L);
    addresses.put("last", w -> -8L);
    addresses.put("read-only", GridWorld::readOnly);
    addresses.put("gone", GridWorld::inaccessible);
    addresses.put("ends", w -> w.inaccessible() - 2);
    return addresses;
  }

  private BadValues() {}

  /** Bad values of this type by name; none for types of which every value is good. */
  static Map<String, Maker> bad(Type generic) {
    Class<?> type = rawType(generic);
    Map<String, Maker> values = new LinkedHashMap<>();
    if (type == int.class) {
      values.put("0", w -> 0);
      values.put("-1", w -> -1);
      values.put("huge", w -> Integer.MAX_VALUE);
      values.put("lowest", w -> Integer.MIN_VALUE);
    } else if (type == long.class) {
      ADDRESSES.forEach((name, a) -> values.put(name, w -> a.applyAsLong(w)));
    } else if (type == SocketHandle.class) {
      handles(values, SocketHandle::new);
      values.put("closed", w -> w.closedSocket());
      values.put("port", w -> new SocketHandle(w.port.value()));
      values.put("foreign", w -> w.other().socket());
    } else if (type == EventHandle.class || type == Handle.class) {
      handles(values, EventHandle::new);
      values.put("closed", w -> w.closedEvent());
      values.put("port", w -> new EventHandle(w.port.value()));
      values.put("foreign", w -> w.other().event);
    } else if (type == PortHandle.class) {
      handles(values, PortHandle::new);
      values.put("closed", w -> w.closedPort());
      values.put("event", w -> new PortHandle(w.event.value()));
      values.put("foreign", w -> w.other().port);
    } else if (type == ThreadHandle.class) {
      handles(values, ThreadHandle::new);
      values.put("closed", w -> w.closedThread());
      values.put("event", w -> new ThreadHandle(w.event.value()));
      values.put("foreign", w -> w.other().thread);
    } else {
      objects(type, generic, values);
    }
    return values;
  }

  private static void handles(Map<String, Maker> values, Function<Long, Handle> make) {
    values.put("never", w -> make.apply(NEVER));
    values.put("0", w -> make.apply(0L));
    values.put("-1", w -> make.apply(-1L));
  }

  private static void objects(Class<?> type, Type generic, Map<String, Maker> values) {
    if (type != boolean.class && !GoodValues.NULLABLE.contains(type)) {
      values.put("null", w -> null);
    }
    if (type == Overlapped.class) {
      ADDRESSES.forEach(
          (name, a) -> values.put("at " + name, w -> Overlapped.at(a.applyAsLong(w))));
      values.put("event never", w -> w.structureWith(new EventHandle(NEVER)));
      values.put("event closed", w -> w.structureWith(w.closedEvent()));
      values.put("event foreign", w -> w.structureWith(w.other().event));
    } else if (type == WsaBuffers.class) {
      ADDRESSES.forEach(
          (name, a) -> values.put("at " + name, w -> WsaBuffers.of(a.applyAsLong(w), 16)));
      ADDRESSES.forEach(
          (name, a) -> values.put("array " + name, w -> WsaBuffers.at(a.applyAsLong(w), 1)));
      values.put("count 0", w -> WsaBuffers.at(w.room, 0));
      values.put("count 0 at null", w -> WsaBuffers.at(0, 0));
      values.put("length 0", w -> WsaBuffers.of(w.room, 0));
      values.put("count -1", w -> WsaBuffers.at(w.room, -1));
      values.put("count huge", w -> WsaBuffers.at(w.room, Integer.MAX_VALUE));
    } else if (type == CompletionEntries.class) {
      values.put("count 0", w -> new CompletionEntries(0));
    } else if (type == NativeBlock.class) {
      values.put("length 0", w -> NativeBlock.allocate(0));
    } else if (type == WsaMsg.class) {
      messages(values);
    } else if (type == Sockaddr.class) {
      values.put("short", w -> Sockaddr.ofBytes(new byte[] {2, 0}));
      values.put("family 77", w -> Sockaddr.ofBytes(Arrays.copyOf(new byte[] {77}, 16)));
    } else if (type == String.class) {
      values.put("empty", w -> "");
      values.put("long", w -> "x".repeat(300));
    } else if (type == Guid.class) {
      values.put("unknown", w -> Guid.of("00000000-0000-0000-0000-000000000001"));
      values.put("installed", w -> w.layerId);
    } else if (type == Integer.class) {
      values.put("0", w -> 0);
      values.put("-1", w -> -1);
    } else if (type == ProtocolInfo.class) {
      values.put("unknown", w -> w.baseEntry().toBuilder().catalogEntryId(0x7777).build());
    } else if (type == ThreadId.class) {
      values.put("closed", w -> new ThreadId(w.closedThread(), 0));
      values.put("never", w -> new ThreadId(new ThreadHandle(NEVER), 0));
      values.put("foreign", w -> new ThreadId(w.other().thread, 0));
    } else if (type == InetSocketAddress.class) {
      values.put("unresolved", w -> InetSocketAddress.createUnresolved("nowhere", 9));
      values.put("port 0", w -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } else if (type == Duration.class) {
      values.put("negative", w -> Duration.ofMillis(-1));
    } else if (type == SystemCompletion.class) {
      values.put("never", w -> w.objects.completionOf(new SocketHandle(NEVER)));
      values.put("closed", w -> w.objects.completionOf(w.closedSocket()));
      values.put("foreign", w -> w.objects.completionOf(w.other().socket()));
      ADDRESSES.forEach(
          (name, a) -> values.put("at " + name, w -> w.objects.completionAt(a.applyAsLong(w))));
    } else if (type == byte[].class) {
      values.put("empty", w -> new byte[0]);
      values.put("1 byte", w -> new byte[1]);
    } else if (type == FdSet.class) {
      values.put("empty", w -> new FdSet());
      values.put("closed", w -> FdSet.of(w.closedSocket()));
      values.put("foreign", w -> FdSet.of(w.other().socket()));
    } else if (type == List.class) {
      lists(elementOf(generic), values);
    }
  }

  private static void messages(Map<String, Maker> values) {
    ADDRESSES.forEach(
        (name, a) -> {
          values.put("at " + name, w -> WsaMsg.at(a.applyAsLong(w)));
          values.put("name " + name, w -> w.messageNamed(a.applyAsLong(w)));
          values.put("array " + name, w -> w.messageOf(WsaBuffers.at(a.applyAsLong(w), 1)));
          values.put("control " + name, w -> w.messageControlled(a.applyAsLong(w)));
        });
    values.put("count 0", w -> w.message(0));
    values.put("count -1", w -> w.message(-1));
    values.put("count huge", w -> w.message(Integer.MAX_VALUE));
  }

  private static void lists(Class<?> element, Map<String, Maker> values) {
    values.put("empty", w -> List.of());
    if (element == EventHandle.class || element == Handle.class) {
      values.put("closed", w -> List.of(w.closedEvent()));
      values.put("foreign", w -> List.of(w.other().event));
      values.put("65", w -> Collections.nCopies(65, w.event));
      values.put("twice", w -> List.of(w.event, w.event));
    } else if (element == TransmitElement.class) {
      ADDRESSES.forEach(
          (name, a) ->
              values.put(
                  "at " + name, w -> List.of(new TransmitElement.Memory(a.applyAsLong(w), 16))));
      values.put("length 0", w -> List.of(new TransmitElement.Memory(w.room, 0)));
      values.put("length -1", w -> List.of(new TransmitElement.Memory(w.room, -1)));
    } else if (element == PollFd.class) {
      values.put("closed", w -> List.of(new PollFd(w.closedSocket(), 0)));
      values.put("foreign", w -> List.of(new PollFd(w.other().socket(), 0)));
    } else if (element == Guid.class) {
      values.put("unknown", w -> List.of(Guid.of("00000000-0000-0000-0000-000000000001")));
    } else if (element == Integer.class) {
      values.put("unknown", w -> List.of(0x7777));
    }
  }

  static Class<?> rawType(Type type) {
    return type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
  }

  static Class<?> elementOf(Type type) {
    Type argument = ((ParameterizedType) type).getActualTypeArguments()[0];
    return argument instanceof Class<?> c ? c : Handle.class; // List<? extends Handle>
  }
}
