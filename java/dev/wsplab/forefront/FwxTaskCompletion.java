package dev.wsplab.forefront;

/** {@code IFWXTaskCompletion}: a one-shot task of a filter (FWX-12). */
public interface FwxTaskCompletion extends FwxUnknown {
  /**
   * The task's turn has come, on a thread of the service.
   *
   * @param userData what {@code PostTaskCompletion} was given
   * @return the number of {@code S_OK}
   */
  int completeTask(long userData);
}
