package dev.wsplab.differential;

/** Stream sockets as all systems have them. */
interface StreamSockets extends NamedSockets {
  /** Peeks, as flag of a receive. */
  int MSG_PEEK = 2;

  /** Connects, and waits for it, to the address of another one. */
  Result connect(int name, int other);

  /** Accepts, if somebody has connected. */
  Result accept(int name, int accepted);

  /** Sends as much as can be without waiting. */
  Result send(int name, byte[] data);

  /** Sends one byte as urgent data. */
  Result sendUrgent(int name, byte value);

  /** Receives the byte of urgent data. */
  Result recvUrgent(int name);

  /** Closes without a good-bye: the peer's connection is reset. */
  Result reset(int name);

  /** Receives what is there, without waiting. */
  Result recv(int name, int length, int flags);
}
