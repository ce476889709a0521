package dev.wsplab.archfixture.provider;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Carries bytes over a socket of NIO. */
final class OpensChannel {
  int read(SocketChannel channel) throws IOException {
    return channel.read(ByteBuffer.allocate(1));
  }
}
