package dev.wsplab.spi;

import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code WSPEnumNetworkEvents} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param events {@code lNetworkEvents}: {@code FD_*} bits
 * @param errorCodes {@code iErrorCode}: for each bit that is set, its error number
 */
public record NetworkEventsResult(
    int returnValue, int errno, int events, Map<Integer, Integer> errorCodes)
    implements ErrnoResult {
  /**
   * Takes a copy of the map.
   *
   * @param returnValue 0 or {@code SOCKET_ERROR}
   * @param errno the error; not meaningful on success
   * @param events {@code lNetworkEvents}: {@code FD_*} bits
   * @param errorCodes {@code iErrorCode}: for each bit that is set, its error number
   */
  public NetworkEventsResult {
    errorCodes = Map.copyOf(errorCodes);
  }

  /**
   * {@return the error of an event: 0 when it has none or was not recorded}
   *
   * @param event one {@code FD_} flag
   */
  public int errorOf(int event) {
    return errorCodes.getOrDefault(event, 0);
  }

  /**
   * Failure: nothing was copied, cleared or reset.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static NetworkEventsResult failed(WsaError error) {
    return failed(error.code());
  }

  /**
   * Failure: nothing was copied, cleared or reset.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static NetworkEventsResult failed(int errno) {
    return new NetworkEventsResult(Winsock2.SOCKET_ERROR, Errors.required(errno), 0, Map.of());
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "NetworkEventsResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", events="
        + FlagNames.ofNetworkEvents(events)
        + ", errorCodes="
        + namedErrors()
        + "]";
  }

  private Map<String, String> namedErrors() {
    Map<String, String> named = new TreeMap<>();
    errorCodes.forEach(
        (event, error) -> named.put(FlagNames.ofNetworkEvents(event), WsaError.nameOf(error)));
    return named;
  }
}
