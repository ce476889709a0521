package dev.wsplab.fuzz;

import dev.wsplab.fuzz.FuzzCall.Way;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the model is made of: one thing of each kind, without rules. */
final class ModelParts {
  private ModelParts() {}

  /** A queued packet; operation is null for one that was posted. */
  record Packet(int key, @Nullable Operation operation, int bytes) {}

  /** A completion port. */
  static final class Port {
    final Deque<Packet> packets = new ArrayDeque<>();
    boolean open = true;
  }

  /** An event. */
  static final class Event {
    final boolean manual;
    boolean signalled;
    boolean open = true;

    Event(boolean manual, boolean signalled) {
      this.manual = manual;
      this.signalled = signalled;
    }
  }

  /** A connected socket. */
  static final class Socket {
    final int number;
    final List<Operation> receives = new ArrayList<>();
    @Nullable Socket peer;
    @Nullable Port port;
    int key;
    int modes;
    boolean open = true;
    boolean sendsNoMore;
    // Of the stream that the peer sends: how much was sent, and how much was received.
    long arrived;
    long taken;

    Socket(int number) {
      this.number = number;
    }

    /** How many bytes wait to be received. */
    int waiting() {
      return (int) (arrived - taken);
    }

    /** Whether nothing more will come. */
    boolean atEnd() {
      return peer == null || peer.sendsNoMore || !peer.open;
    }
  }

  /** A structure and what becomes of it. */
  static final class Operation {
    final int number;
    @Nullable Socket socket;
    @Nullable Event event;
    Way way = Way.PORT_ONLY;
    boolean receives;
    boolean pending;
    // Its packet is queued, or its routine has not run: the structure may not be used again.
    boolean toBeTold;
    int length;
    int status;
    byte[] data = new byte[0];
    int bytes;

    Operation(int number) {
      this.number = number;
    }

    boolean isFree() {
      return !pending && !toBeTold;
    }

    /** What the client sees of its end, in the words of {@link RealSystem}. */
    String told() {
      return Words.operation(number, status, bytes, receives && status == 0 ? data : new byte[0]);
    }
  }
}
