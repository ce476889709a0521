package dev.wsplab.conformance.field;

import dev.wsplab.Winsock;

/** A client of Winsock that {@link ClientCheck} runs through layers. */
@FunctionalInterface
public interface WinsockClient {
  /**
   * Does what the client does, and ends. It is called once for each layer, each time with another
   * environment, in a thread of its own; whoever calls closes the environment.
   *
   * @param winsock where it makes its sockets, ports and events
   * @throws Exception anything: then it fails over this layer
   */
  void run(Winsock winsock) throws Exception;
}
