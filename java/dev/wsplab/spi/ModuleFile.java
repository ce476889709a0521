package dev.wsplab.spi;

/** A provider whose module is a file; what the catalog tells as its path. */
public interface ModuleFile {
  /** {@return the path of the file} */
  String modulePath();
}
