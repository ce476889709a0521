package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Sockaddr;

/** What the client's calls over the scripted provider work on. */
final class ScriptedTarget {
  private ScriptedTarget() {}

  /** A socket that a function can be called on. */
  static SocketHandle socket(World world, TestedFunction function) {
    return switch (function.kind()) {
      case STREAM -> {
        SocketHandle s = Calls.stream(world);
        Calls.ok("connect", world.ws2().connect(s, Sockaddr.loopback(7)));
        yield s;
      }
      case DATAGRAM -> Calls.datagram(world);
      case LISTENER -> Calls.listener(world);
      case UNCONNECTED -> {
        SocketHandle s = Calls.stream(world);
        Calls.ok("bind", world.ws2().bind(s, Sockaddr.loopback(0)));
        yield s;
      }
    };
  }

  /** An operation on a socket, with what it carries. */
  static Calls.Target of(World world, SocketHandle s, Contents contents) {
    TestedFunction function = contents.function();
    SocketHandle other =
        function.kind() == TestedFunction.Kind.LISTENER
            ? Calls.stream(world)
            : SocketHandle.INVALID;
    Rooms rooms = rooms(world, contents);
    if (function.sends() || function == TestedFunction.CONNECT_EX) {
      rooms.fill(contents.data());
    }
    return new Calls.Target(
        s, other, contents.address(), rooms, contents.flags(), ScriptedProvider.SCRIPTED_CONTROL);
  }

  private static Rooms rooms(World world, Contents contents) {
    TestedFunction function = contents.function();
    int length =
        function.sends() || function == TestedFunction.CONNECT_EX ? contents.bytes() : Calls.ROOM;
    // A file function has one buffer, and so has ConnectEx.
    boolean inOne = function.isFileFunction() || function == TestedFunction.CONNECT_EX;
    return inOne ? Rooms.inOne(world, world.block(length), length) : Rooms.inTwo(world, length);
  }
}
