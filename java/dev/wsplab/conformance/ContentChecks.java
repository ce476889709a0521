package dev.wsplab.conformance;

import dev.wsplab.spi.Sockaddr;
import java.util.EnumSet;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Looks at what an operation carries: that it reaches the provider below as the client gave it, and
 * comes back as that provider gave it.
 */
final class ContentChecks {
  private final World world;
  private final Contents contents;
  private final TestedFunction function;

  ContentChecks(World world, Contents contents) {
    this.world = world;
    this.contents = contents;
    this.function = contents.function();
  }

  /** What is looked at over the scripted provider. */
  static Set<Check> of(TestedFunction function, boolean succeeds) {
    EnumSet<Check> checks = EnumSet.of(Check.ARRIVES);
    if (carriesDown(function)) {
      checks.add(Check.DATA_DOWN);
    }
    if (takesAddress(function)) {
      checks.add(Check.ADDRESS_DOWN);
    }
    if (takesFlags(function)) {
      checks.add(Check.FLAGS_DOWN);
    }
    if (succeeds) {
      checks.addAll(ofSuccess(function));
    }
    return checks;
  }

  private static Set<Check> ofSuccess(TestedFunction function) {
    EnumSet<Check> checks = EnumSet.noneOf(Check.class);
    if (function.receives()) {
      checks.add(Check.DATA_UP);
      checks.add(Check.FLAGS_UP);
    }
    if (function == TestedFunction.RECV_FROM) {
      checks.add(Check.SENDER);
    } else if (function == TestedFunction.RECV_MSG) {
      checks.add(Check.MESSAGE_FIELDS);
    }
    return checks;
  }

  private static boolean carriesDown(TestedFunction function) {
    return function.sends() || function == TestedFunction.CONNECT_EX;
  }

  private static boolean takesAddress(TestedFunction function) {
    return switch (function) {
      case SEND_TO, CONNECT_EX, IOCTL -> true;
      default -> false;
    };
  }

  private static boolean takesFlags(TestedFunction function) {
    return switch (function) {
      case IOCTL, ACCEPT_EX, CONNECT_EX -> false;
      default -> true;
    };
  }

  private boolean check(Check check, boolean isWell, String wanted, String seen) {
    return world.findings().check(check, isWell, wanted, seen);
  }

  // ---- down

  /** WSP-IO-21 to WSP-IO-23: what has reached the provider below; null when nothing has. */
  void down(@Nullable Arrival arrival) {
    if (arrival == null) {
      check(Check.ARRIVES, false, "a call of the same function below", "none");
      return;
    }
    if (carriesDown(function)) {
      same(Check.DATA_DOWN, contents.data(), arrival.data());
    }
    if (takesAddress(function)) {
      address(Check.ADDRESS_DOWN, contents.address(), arrival.address());
    }
    if (takesFlags(function)) {
      flags(Check.FLAGS_DOWN, contents.flags(), arrival.flags());
    }
  }

  // ---- up

  /** What has come to the client with a success. */
  void up(Rooms rooms) {
    if (function.receives()) {
      same(Check.DATA_UP, contents.data(), rooms.data(contents.bytes()));
    }
    if (function == TestedFunction.RECV_FROM) {
      address(Check.SENDER, contents.address(), rooms.told(function));
    } else if (function == TestedFunction.RECV_MSG) {
      address(Check.MESSAGE_FIELDS, contents.address(), rooms.told(function));
      flags(Check.MESSAGE_FIELDS, contents.messageFlags(), rooms.messageFlags());
    }
  }

  /** The flags of a success, as a call, a routine or a result query tells them. */
  void toldFlags(int seen) {
    if (function.receives()) {
      // The result of a system handle has none (WSP-RECV-13).
      int wanted = world.script().io().tellsFlags() ? contents.toldFlags() : 0;
      flags(Check.FLAGS_UP, wanted, seen);
    }
  }

  // ---- comparing

  private void flags(Check check, int wanted, int seen) {
    check(
        check,
        wanted == seen,
        "flags 0x" + Integer.toHexString(wanted),
        "flags 0x" + Integer.toHexString(seen));
  }

  private void address(Check check, Sockaddr wanted, @Nullable Sockaddr seen) {
    boolean isSame =
        seen != null
            && seen.isInternet()
            && seen.toInetSocketAddress().equals(wanted.toInetSocketAddress());
    check(check, isSame, wanted.toString(), seen == null ? "no address" : seen.toString());
  }

  private void same(Check check, String wanted, String seen) {
    compare(world, check, wanted, seen);
  }

  /** Compares bytes, and names the first that differs. */
  static boolean compare(World world, Check check, String wanted, String seen) {
    int at = 0;
    while (at < wanted.length() && at < seen.length() && wanted.charAt(at) == seen.charAt(at)) {
      at++;
    }
    String expected = wanted.length() + " bytes";
    String found = seen.length() + " bytes";
    if (at < wanted.length() && at < seen.length()) {
      expected += ", at offset " + at + " 0x" + Integer.toHexString(wanted.charAt(at));
      found += ", at offset " + at + " 0x" + Integer.toHexString(seen.charAt(at));
    }
    return world.findings().check(check, wanted.equals(seen), expected, found);
  }
}
