package dev.wsplab.provider;

/** Whose handles a layer hands out (CAT-3). */
public enum LayerForm {
  /**
   * Handles of its own, made by {@code WPUCreateSocketHandle}: the layer sees every call and every
   * completion.
   */
  NON_IFS,

  /**
   * The system handles of the base, captured by {@code WPUModifyIFSHandle} (WPU-IFS-3): the layer
   * sees the calls to Winsock, but no completion of an overlapped operation, no {@code ReadFile} or
   * {@code WriteFile}, and no extension function (WPU-IFS-4). What lies below must hand out system
   * handles too; over a layer that does not, this one makes its own, as {@link #NON_IFS}.
   */
  IFS
}
