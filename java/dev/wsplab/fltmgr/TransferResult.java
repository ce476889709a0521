package dev.wsplab.fltmgr;

/**
 * What {@code FltReadFile} and {@code FltWriteFile} give.
 *
 * @param status of the synchronous form the result, of the asynchronous form whether it was
 *     initiated, as {@code FltPerformAsynchronousIo} tells it (FLT-30)
 * @param bytes of the synchronous form how many, else 0
 */
public record TransferResult(int status, long bytes) {}
