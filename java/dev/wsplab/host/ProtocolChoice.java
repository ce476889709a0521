package dev.wsplab.host;

import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How ws2_32 picks the entry for {@code WSASocket} without a protocol info (CAT-SEL-2 to
 * CAT-SEL-4).
 */
final class ProtocolChoice {
  private final List<ProtocolInfo> candidates;
  private final int family;
  private final int type;
  private final int protocol;

  ProtocolChoice(List<ProtocolInfo> entries, int family, int type, int protocol) {
    // CAT-SEL-2: layered entries are ignored entirely, not even counted as partial matches.
    this.candidates = entries.stream().filter(entry -> !entry.isLayer()).toList();
    this.family = family;
    this.type = type;
    this.protocol = protocol;
  }

  /** The first entry in catalog order that supports all three. */
  Optional<ProtocolInfo> entry() {
    return candidates.stream()
        .filter(e -> matchesFamily(e) && matchesType(e) && matchesProtocol(e))
        .findFirst();
  }

  /** CAT-SEL-4: which error says why there is none; family before type before protocol. */
  WsaError error() {
    if (none(this::matchesFamily)) {
      return WsaError.WSAEAFNOSUPPORT;
    }
    if (none(e -> matchesFamily(e) && matchesType(e))) {
      return WsaError.WSAESOCKTNOSUPPORT;
    }
    if (none(this::matchesProtocol)) {
      return WsaError.WSAEPROTONOSUPPORT;
    }
    if (none(e -> matchesProtocol(e) && matchesType(e))) {
      return WsaError.WSAEPROTOTYPE;
    }
    return WsaError.WSAEINVAL;
  }

  private boolean none(Predicate<ProtocolInfo> test) {
    return candidates.stream().noneMatch(test);
  }

  // CAT-SEL-3: 0 is a wildcard for family and type.
  private boolean matchesFamily(ProtocolInfo entry) {
    return family == 0 || entry.addressFamily() == family;
  }

  private boolean matchesType(ProtocolInfo entry) {
    return type == 0 || entry.socketType() == type;
  }

  private boolean matchesProtocol(ProtocolInfo entry) {
    return entry.matchesProtocol(protocol);
  }
}
