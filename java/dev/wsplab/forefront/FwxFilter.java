package dev.wsplab.forefront;

/** {@code IFWXFilter}: a filter's front door, as far as file I/O needs it. */
public interface FwxFilter extends FwxUnknown {
  /**
   * The service has started. {@code FwxFilterHookEvents}, the out parameter for session events, is
   * not emulated: there are no sessions here.
   *
   * @param firewall the service (FWX-1); who keeps it takes a reference of its own
   * @return the number of {@code S_OK}
   */
  int filterInit(FwxFirewall firewall);

  /**
   * The service stops; work on threads of the filter's own must have ended when this returns
   * (FWX-83).
   *
   * @return the number of {@code S_OK}
   */
  int filterShutdown();
}
