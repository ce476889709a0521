package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ControlMessage;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** What tests of datagrams need of a {@link TcpWorld}. */
public final class DatagramWorld {
  private static final int NAME = 128;
  private static final int CONTROL = 128;

  private final TcpWorld world;
  private final Ws2_32 ws2;

  public DatagramWorld(TcpWorld world) {
    this.world = world;
    this.ws2 = world.ws2;
  }

  /** One that is not bound. */
  public SocketHandle socket(int family) {
    return ws2.socket(family, Winsock2.SOCK_DGRAM, Winsock2.IPPROTO_UDP).orThrow("socket");
  }

  /** One that is not bound, over IPv4. */
  public SocketHandle socket() {
    return socket(Winsock2.AF_INET);
  }

  /** One that is bound to the loopback address. */
  public SocketHandle bound(int family) {
    SocketHandle s = socket(family);
    ws2.bind(s, TcpWorld.loopback(family, 0)).orThrow("bind");
    return s;
  }

  /** One that is bound to the loopback address, over IPv4. */
  public SocketHandle bound() {
    return bound(Winsock2.AF_INET);
  }

  /** Where nobody receives. */
  public Sockaddr deserted() {
    SocketHandle s = bound();
    Sockaddr name = world.nameOf(s);
    ws2.closesocket(s).orThrow("closesocket");
    return name;
  }

  public TransferResult trySend(SocketHandle s, String text, Sockaddr to) {
    NativeBlock data = world.text(text + "\0");
    return ws2.sendto(s, WsaBuffers.of(data, 0, text.length()), 0, to);
  }

  public void send(SocketHandle s, String text, SocketHandle to) {
    send(s, text, world.nameOf(to));
  }

  public void send(SocketHandle s, String text, Sockaddr to) {
    assertThat(trySend(s, text, to).orThrow("sendto").bytes()).isEqualTo(text.length());
  }

  /** What a receive has given. */
  public record Received(TransferResult result, String text, Sockaddr from) {}

  public Received receive(SocketHandle s, int room, int flags) {
    NativeBlock data = world.block(Math.max(1, room));
    From from = from();
    TransferResult result =
        ws2.recvfrom(s, WsaBuffers.of(data, 0, room), flags, from.name(), from.length());
    return new Received(result, TcpWorld.textOf(data, result.bytes()), from.address());
  }

  /** The text of the next datagram, which fits. */
  public String receive(SocketHandle s) {
    Received received = receive(s, 1000, 0);
    received.result().orThrow("recvfrom");
    return received.text();
  }

  /** Room for an address. */
  public record From(NativeBlock block) {
    public long name() {
      return block.address() + Integer.BYTES;
    }

    public long length() {
      return block.address();
    }

    public Sockaddr address() {
      int length = ByteBuffer.wrap(block.bytes(0, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
      return Sockaddr.ofBytes(block.bytes(Integer.BYTES, length));
    }
  }

  public From from() {
    NativeBlock block = world.block(Integer.BYTES + NAME);
    block.buffer().order(ByteOrder.LITTLE_ENDIAN).putInt(NAME);
    return new From(block);
  }

  /** Whether nothing has come, and no error either. */
  public boolean isEmpty(SocketHandle s) {
    return available(s) == 0;
  }

  /** FIONREAD. */
  public int available(SocketHandle s) {
    NativeBlock out = world.block(4);
    ws2.wsaIoctl(s, Winsock2.FIONREAD, 0, 0, out.address(), 4, null, null).orThrow("FIONREAD");
    return out.buffer().order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  public void reportUnreachable(SocketHandle s, boolean on) {
    NativeBlock in = world.block(4);
    in.buffer().order(ByteOrder.LITTLE_ENDIAN).putInt(on ? 1 : 0);
    ws2.wsaIoctl(s, Winsock2.SIO_UDP_CONNRESET, in.address(), 4, 0, 0, null, null)
        .orThrow("SIO_UDP_CONNRESET");
  }

  /** A WSAMSG, and the memory that it points to. */
  public final class Message {
    public final NativeBlock block = world.block(WsaMsg.SIZE);
    public final NativeBlock data;
    private final NativeBlock name = world.block(NAME);
    private final NativeBlock control = world.block(CONTROL);
    private final NativeBlock array = world.block(16);
    public final WsaMsg view = WsaMsg.at(block.address());

    private Message(NativeBlock data, int nameLength, int controlLength) {
      this.data = data;
      ByteBuffer entry = array.buffer().order(ByteOrder.LITTLE_ENDIAN);
      entry.putInt(0, (int) data.size());
      if (Native.POINTER_SIZE == 8) {
        entry.putLong(8, data.address());
      } else {
        entry.putInt(4, (int) data.address());
      }
      view.write(
          new WsaMsg.Fields(
              nameLength == 0 ? 0 : name.address(),
              nameLength,
              WsaBuffers.at(array.address(), 1),
              controlLength == 0 ? 0 : control.address(),
              controlLength,
              0));
    }

    public Sockaddr from() {
      return Sockaddr.ofBytes(name.bytes(0, view.read().nameLength()));
    }

    public List<ControlMessage> controlMessages() {
      return ControlMessage.read(
          Kernel.get().memory(), control.address(), view.read().controlLength());
    }

    public String text(int length) {
      return TcpWorld.textOf(data, length);
    }
  }

  /** Room to receive into. */
  public Message room(int size, int controlLength) {
    return new Message(world.block(size), NAME, controlLength);
  }

  /** Something to send. */
  public Message message(String text, Sockaddr to, ControlMessage... control) {
    byte[] bytes = ControlMessage.toBytes(Arrays.asList(control));
    Message message = new Message(world.text(text), to.length(), bytes.length);
    message.name.buffer().put(to.bytes());
    message.control.buffer().put(bytes);
    return message;
  }
}
