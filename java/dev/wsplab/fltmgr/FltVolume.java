package dev.wsplab.fltmgr;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A volume: a real folder, and above it instances by altitude. Thread-safe. */
public final class FltVolume {
  private final FilterManager manager;
  private final FileSystem fileSystem;
  private final List<FltInstance> instances = new ArrayList<>(); // the highest first

  FltVolume(FilterManager manager, Path folder, FsScript script) {
    this.manager = manager;
    this.fileSystem = new FileSystem(manager, folder, script);
  }

  /** {@return the folder that its files lie in} */
  public Path folder() {
    return fileSystem.folder();
  }

  /** {@return its instances, the highest first} */
  public List<FltInstance> instances() {
    synchronized (instances) {
      return List.copyOf(instances);
    }
  }

  /**
   * Makes a file object that is not open yet: for a create that a minifilter sends itself.
   *
   * @param name with {@code /} between folders; empty is the volume's own folder
   * @return the file object
   */
  public FltFileObject fileObject(String name) {
    return manager.newFile(this, name);
  }

  /**
   * Begins an I/O as an application's, which all instances see. Creates are {@link
   * FltMgr#fltCreateFile}'s.
   *
   * @param file what for
   * @return the I/O, which is not sent yet
   */
  public UserIo io(FltFileObject file) {
    return new UserIo(manager, this, file);
  }

  FltInstance attach(FltFilter filter, Altitude altitude) {
    synchronized (instances) {
      for (FltInstance other : instances) {
        if (other.altitude().equals(altitude)) {
          throw new FltException(
              "FltAttachVolumeAtAltitude",
              FltStatus.STATUS_FLT_INSTANCE_ALTITUDE_COLLISION,
              other + " stands there"); // FLT-49
        }
      }
      FltInstance instance = new FltInstance(filter, this, altitude, manager.nextAddress());
      instances.add(instance);
      instances.sort(Comparator.comparing(FltInstance::altitude).reversed());
      manager.enter(instance);
      return instance;
    }
  }

  void detach(FltInstance instance) {
    synchronized (instances) {
      if (!instances.remove(instance)) {
        return;
      }
      instance.detached();
    }
    manager.drain(instance);
  }

  /** What an I/O meets: those below its sender, or all; the highest first (FLT-47, FLT-51). */
  List<FltInstance> below(@Nullable FltInstance sender) {
    synchronized (instances) {
      return instances.stream()
          .filter(FltInstance::isFiltering)
          .filter(it -> sender == null || it.altitude().compareTo(sender.altitude()) < 0)
          .toList();
    }
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  @Override
  public String toString() {
    return fileSystem.folder().toString();
  }
}
