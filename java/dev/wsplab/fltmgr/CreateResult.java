package dev.wsplab.fltmgr;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What {@code FltCreateFile} gives.
 *
 * @param status the create's NTSTATUS
 * @param fileObject the open file, null on failure
 */
public record CreateResult(int status, @Nullable FltFileObject fileObject) {
  /**
   * {@return the open file}
   *
   * @throws FltException when there is none
   */
  public FltFileObject orThrow() {
    FltFileObject file = fileObject;
    if (file == null) {
      throw new FltException("FltCreateFile", status, "the file was not opened");
    }
    return file;
  }
}
