/**
 * The Filter Manager as a minifilter sees it that starts I/O of its own: volumes with instances by
 * altitude, callback data, preoperation and postoperation callbacks, pended operations, completion
 * callbacks, cancellation, and a file system over a real folder below them (docs/fltmgr.md).
 */
package dev.wsplab.fltmgr;
