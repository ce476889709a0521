package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static dev.wsplab.fltmgr.MajorFunction.*;

import java.nio.channels.NonWritableChannelException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The file system at the bottom of a volume's stack: carries I/O out on a real folder, when and how
 * its script says (FLT-104). Thread-safe.
 */
final class FileSystem {
  private final FilterManager manager;
  private final Path folder;
  private final FsScript script;
  private final AtomicLong ordinals = new AtomicLong();
  private final FileOpening opening;
  private final FileTransfers transfers;
  private final FileInformation information = new FileInformation();
  private final DirectoryQueries directories = new DirectoryQueries();
  private final DirectoryChanges changes = new DirectoryChanges();
  private final RangeLocks locks = new RangeLocks();
  private final Map<IoControl, FsAction> held = new ConcurrentHashMap<>();
  private final Set<FltFileObject> open = ConcurrentHashMap.newKeySet();

  FileSystem(FilterManager manager, Path folder, FsScript script) {
    this.manager = manager;
    this.folder = folder.toAbsolutePath().normalize();
    this.script = script;
    this.opening = new FileOpening(this.folder);
    this.transfers = new FileTransfers(manager.settings().sectorSize());
  }

  Path folder() {
    return folder;
  }

  /** Starts an I/O; null when it ends later, by {@link IoControl#fileSystemCompletes}. */
  @Nullable FsResult start(IoControl io) {
    FsAction action;
    try {
      action = script.decide(seen(io));
    } catch (RuntimeException e) {
      manager.checks().taskThrew(e);
      return FsResult.failed(STATUS_UNSUCCESSFUL);
    }
    switch (action.when()) {
      case INLINE:
        return action.status() != 0 ? FsResult.failed(action.status()) : carryOut(io);
      case LATER:
        held.put(io, action);
        cancellable(io, action);
        manager.scheduler().submitCompletion(() -> runLater(io, action));
        return null;
      default:
        held.put(io, action);
        cancellable(io, action);
        return null;
    }
  }

  private FsIo seen(IoControl io) {
    FltIoParameterBlock iopb = io.data().iopb();
    int major = iopb.majorFunction();
    boolean transfer = major == IRP_MJ_READ || major == IRP_MJ_WRITE;
    FltFileObject file = manager.fileObject(iopb.targetFileObject());
    return new FsIo(
        ordinals.getAndIncrement(),
        major,
        iopb.minorFunction(),
        file == null ? "" : file.name(),
        transfer ? iopb.byteOffset() : 0,
        transfer ? iopb.length() : 0);
  }

  private void runLater(IoControl io, FsAction action) {
    // Who takes the cancel routine away has the operation; without one there is no cancelling.
    if (action.isCancellable() && io.takeCancelRoutine() == null) {
      return;
    }
    if (held.remove(io) == null) {
      return; // the volume has gone
    }
    FsResult result = action.status() != 0 ? FsResult.failed(action.status()) : carryOut(io);
    if (result != null) {
      io.fileSystemCompletes(result.status(), result.information());
    }
  }

  private void cancellable(IoControl io, FsAction action) {
    if (action.isCancellable()) {
      Runnable end = () -> ends(io, STATUS_CANCELLED);
      io.cancelRoutine(
          action.cancelQueues() ? () -> manager.scheduler().submitCompletion(end) : end);
      io.honourCancel();
    }
  }

  private void ends(IoControl io, int status) {
    if (held.remove(io) != null) {
      io.fileSystemCompletes(status, 0);
    }
  }

  /** The volume goes: what is held ends. */
  void dismount() {
    held.keySet().forEach(io -> ends(io, STATUS_CANCELLED));
    changes.endAll();
    locks.endAll();
    for (FltFileObject file : open) {
      OpenFile left = file.open();
      if (left != null) {
        opening.close(left);
        file.open(null);
      }
    }
  }

  /** Whatever goes wrong is a status: an I/O that nobody ends would be worse. */
  private @Nullable FsResult carryOut(IoControl io) {
    try {
      return carriedOut(io);
    } catch (NonWritableChannelException e) {
      return FsResult.failed(STATUS_ACCESS_DENIED);
    } catch (InvalidPathException e) {
      return FsResult.failed(STATUS_OBJECT_NAME_INVALID);
    } catch (RuntimeException e) {
      manager.checks().taskThrew(e);
      return FsResult.failed(STATUS_UNSUCCESSFUL);
    }
  }

  private @Nullable FsResult carriedOut(IoControl io) {
    FltIoParameterBlock iopb = io.data().iopb();
    FltFileObject file = manager.fileObject(iopb.targetFileObject());
    if (file == null) {
      return FsResult.failed(STATUS_INVALID_PARAMETER);
    }
    if (iopb.majorFunction() == IRP_MJ_CREATE) {
      return create(file, iopb);
    }
    if (iopb.majorFunction() == IRP_MJ_CLOSE) {
      manager.forget(file);
      return FsResult.done(0);
    }
    OpenFile at = file.open();
    if (at == null) {
      return FsResult.failed(STATUS_FILE_CLOSED);
    }
    return switch (iopb.majorFunction()) {
      case IRP_MJ_READ ->
          locks.blocksRead(file, iopb)
              ? FsResult.failed(STATUS_FILE_LOCK_CONFLICT)
              : transfers.read(at, iopb);
      case IRP_MJ_WRITE ->
          locks.blocksWrite(file, iopb)
              ? FsResult.failed(STATUS_FILE_LOCK_CONFLICT)
              : transfers.write(at, iopb);
      case IRP_MJ_FLUSH_BUFFERS -> transfers.flush(at);
      case IRP_MJ_QUERY_INFORMATION -> information.query(file, at, iopb);
      case IRP_MJ_SET_INFORMATION -> set(at, iopb);
      case IRP_MJ_DIRECTORY_CONTROL -> directory(io, at, iopb);
      case IRP_MJ_LOCK_CONTROL -> locks.control(io, file, iopb);
      case IRP_MJ_CLEANUP -> cleanup(file, at);
      default -> FsResult.failed(STATUS_INVALID_DEVICE_REQUEST);
    };
  }

  private FsResult create(FltFileObject file, FltIoParameterBlock iopb) {
    FsResult result = opening.open(file, iopb.createOptions());
    OpenFile opened = file.open();
    if (opened != null) {
      open.add(file);
      if (result.information() == FileOpening.FILE_CREATED) {
        changed(opened, result);
      }
    }
    return result;
  }

  private FsResult set(OpenFile at, FltIoParameterBlock iopb) {
    boolean ofTheVolume =
        at.path().equals(folder)
            && (iopb.fileInformationClass() == FileInformation.FILE_RENAME_INFORMATION
                || iopb.fileInformationClass() == FileInformation.FILE_DISPOSITION_INFORMATION);
    if (ofTheVolume) {
      return FsResult.failed(STATUS_ACCESS_DENIED); // the user's folder stays
    }
    FsResult result = information.set(at, iopb);
    boolean silent = iopb.fileInformationClass() == FileInformation.FILE_POSITION_INFORMATION;
    return silent ? result : changed(at, result);
  }

  private FsResult cleanup(FltFileObject file, OpenFile at) {
    locks.release(file);
    changes.end(file);
    file.open(null);
    open.remove(file);
    opening.close(at);
    if (at.deletes()) {
      changes.in(at.path().getParent());
    }
    return FsResult.done(0);
  }

  private FsResult changed(OpenFile at, FsResult result) {
    if (FltStatus.isSuccess(result.status())) {
      changes.in(at.path().getParent());
    }
    return result;
  }

  private @Nullable FsResult directory(IoControl io, OpenFile at, FltIoParameterBlock iopb) {
    if (!at.isFolder()) {
      return FsResult.failed(STATUS_INVALID_PARAMETER);
    }
    return switch (iopb.minorFunction()) {
      case IRP_MN_QUERY_DIRECTORY -> directories.query(at, iopb);
      case IRP_MN_NOTIFY_CHANGE_DIRECTORY -> changes.await(io, at);
      default -> FsResult.failed(STATUS_INVALID_DEVICE_REQUEST); // FLT-71
    };
  }
}
