package dev.wsplab.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly the bytes it is given and reads responses one by one. */
final class RawHttpClient implements AutoCloseable {
  private static final int LIMIT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  /** A response as it came. */
  record Answer(String head, String body) {
    String statusLine() {
      return head.substring(0, head.indexOf("\r\n"));
    }
  }

  RawHttpClient(InetSocketAddress server) throws IOException {
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setSoTimeout(LIMIT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads a head, and the body that it announces. */
  Answer answer() throws IOException {
    String head = head();
    int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
    return new Answer(head, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server ended the connection after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Sends a request for a target and reads the response. */
  Answer get(String target) throws IOException {
    send("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
    return answer();
  }

  boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
