package dev.wsplab.fuzz;

/** Answers in words: those of the emulator and of the model are compared. */
final class Words {
  static final String OK = "ok";
  static final String PENDING = "pending";

  private Words() {}

  static String error(int number) {
    return "error " + number;
  }

  static String bytes(int bytes) {
    return "ok " + bytes;
  }

  static String number(long number) {
    return "gave " + number;
  }

  static String posted(int key, int bytes) {
    return "key " + key + " posted " + bytes;
  }

  static String ofKey(int key, String told) {
    return "key " + key + " " + told;
  }

  /** The end of an operation. */
  static String operation(int number, int status, int bytes, byte[] data) {
    return "operation "
        + number
        + " status 0x"
        + Integer.toHexString(status)
        + " bytes "
        + bytes
        + " data "
        + Data.sum(data);
  }
}
