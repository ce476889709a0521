package dev.wsplab.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One call of a random sequence. Objects are named by places, which outlive them: a call left out
 * leaves the others as meaningful as before, so a sequence can be made smaller.
 *
 * @param kind what is called
 * @param a the first place or number
 * @param b the second
 * @param c the third
 * @param d the fourth
 */
record FuzzCall(Kind kind, int a, int b, int c, int d) {
  static final int PORTS = 3;
  static final int EVENTS = 4;
  static final int SOCKETS = 6;
  static final int OPERATIONS = 12;

  /** More than fits into what is received at a time. */
  static final int LARGEST = 48;

  /** What can be called, with the meaning of its numbers. */
  enum Kind {
    /** Makes port a. */
    CREATE_PORT,
    /** Closes port a. */
    CLOSE_PORT,
    /** Makes event a; manual-reset if b is odd, signalled if c is odd. */
    CREATE_EVENT,
    CLOSE_EVENT,
    SET_EVENT,
    RESET_EVENT,
    /** Looks at event a without waiting. */
    WAIT_EVENT,
    /** Makes sockets 2a and 2a + 1, which are connected with each other. */
    CONNECT_PAIR,
    CLOSE_SOCKET,
    /** Socket a sends no more. */
    SHUTDOWN,
    /** Socket a to port b with key c. */
    ASSOCIATE,
    /** Sets notification modes b of socket a. */
    SET_MODES,
    /** On socket a with structure b, c bytes; d says how the end is told. */
    RECEIVE,
    SEND,
    /** To port a: b bytes, key c. */
    POST,
    /** From port a. */
    DEQUEUE,
    /** From port a at most b. */
    DEQUEUE_SOME,
    /** Socket a, structure b. */
    RESULT,
    /** Socket a, structure b, or all of its structures if b is -1. */
    CANCEL,
    /** An alertable wait. */
    SLEEP
  }

  /** How an operation's end is told: d of a transfer. */
  enum Way {
    PORT_ONLY,
    EVENT,
    EVENT_LOW_BIT,
    ROUTINE
  }

  // Transfers and dequeuing are most of what programs do.
  private static final Kind[] OFTEN = {
    Kind.RECEIVE, Kind.SEND, Kind.RECEIVE, Kind.SEND, Kind.DEQUEUE, Kind.DEQUEUE_SOME, Kind.SLEEP
  };

  /** Which way a transfer is told; its event is {@link #event}. */
  Way way() {
    return Way.values()[Math.floorMod(d, Way.values().length)];
  }

  /** Which event a transfer is told by. */
  int event() {
    return Math.floorMod(d / Way.values().length, EVENTS);
  }

  /** Draws a sequence; the same for the same seed. */
  static List<FuzzCall> sequence(long seed, int length) {
    Random random = new Random(seed);
    List<FuzzCall> calls = new ArrayList<>();
    for (int i = 0; i < PORTS; i++) {
      calls.add(new FuzzCall(Kind.CREATE_PORT, i, 0, 0, 0));
    }
    for (int i = 0; i < SOCKETS / 2; i++) {
      calls.add(new FuzzCall(Kind.CONNECT_PAIR, i, 0, 0, 0));
    }
    while (calls.size() < length) {
      calls.add(draw(random));
    }
    return calls;
  }

  private static FuzzCall draw(Random random) {
    Kind[] all = Kind.values();
    Kind kind =
        random.nextInt(3) > 0
            ? OFTEN[random.nextInt(OFTEN.length)]
            : all[random.nextInt(all.length)];
    return switch (kind) {
      case CREATE_PORT, CLOSE_PORT, DEQUEUE -> of(kind, random.nextInt(PORTS), 0);
      case DEQUEUE_SOME -> of(kind, random.nextInt(PORTS), 1 + random.nextInt(5));
      case CREATE_EVENT ->
          new FuzzCall(kind, random.nextInt(EVENTS), random.nextInt(2), random.nextInt(2), 0);
      case CLOSE_EVENT, SET_EVENT, RESET_EVENT, WAIT_EVENT -> of(kind, random.nextInt(EVENTS), 0);
      case CONNECT_PAIR -> of(kind, random.nextInt(SOCKETS / 2), 0);
      case CLOSE_SOCKET, SHUTDOWN -> of(kind, random.nextInt(SOCKETS), 0);
      case ASSOCIATE ->
          new FuzzCall(
              kind, random.nextInt(SOCKETS), random.nextInt(PORTS), random.nextInt(1000), 0);
      case SET_MODES -> of(kind, random.nextInt(SOCKETS), random.nextInt(5));
      case RECEIVE, SEND ->
          new FuzzCall(
              kind,
              random.nextInt(SOCKETS),
              random.nextInt(OPERATIONS),
              1 + random.nextInt(LARGEST),
              random.nextInt(Way.values().length * EVENTS));
      case POST ->
          new FuzzCall(kind, random.nextInt(PORTS), random.nextInt(), random.nextInt(1000), 0);
      case RESULT -> of(kind, random.nextInt(SOCKETS), random.nextInt(OPERATIONS));
      case CANCEL -> of(kind, random.nextInt(SOCKETS), random.nextInt(OPERATIONS + 1) - 1);
      case SLEEP -> of(kind, 0, 0);
    };
  }

  private static FuzzCall of(Kind kind, int a, int b) {
    return new FuzzCall(kind, a, b, 0, 0);
  }
}
