// The file system of the machine, for writers.
//
//     create            open(O_CREAT | O_EXCL)         fails when the name is taken
//     write             write(), posix_fadvise()       the disk begins before the file is whole
//     finish            fsync(), close()               the content is on the disk
//     publish           link(), unlink()               the link fails when the name is taken
//     replace           rename()
//     makeDirectories   mkdir(), and fsync() of the directory that got a new name
//
// A crash between any two of them leaves at most a file under a name that nothing refers to.

package import Columnar
import Glibc

/// Writes to local directories. It has no state: any number of threads may use it.
package struct LocalFileSystem: FileSystem {
    package init() {}

    package func create(_ path: String) throws(LakeError) -> any OutputFile {
        try LocalOutputFile(path)
    }

    package func makeDirectories(_ path: String) throws(LakeError) {
        for parent in try makeDirectoryNames(path) { try synchronizeDirectory(parent) }
    }

    package func makeDirectoryNames(_ path: String) throws(LakeError) -> [String] {
        var missing: [String] = []
        var current = path
        // Upwards to the first directory that is there, then downwards again.
        while true {
            switch FileStatus(Array(current.utf8)) {
            case .found(let status):
                guard status.isDirectory else {
                    throw LakeError(
                        .invalidInput, "is a file, where a directory is wanted",
                        at: [.file(current)])
                }
            case .failed(ENOENT):
                missing.append(current)
                current = parentDirectory(current)
                continue
            case .failed(ENOTDIR):
                throw LakeError(
                    .invalidInput, "a part of the path is a file, where a directory is wanted",
                    at: [.file(path)])
            case .failed(let number):
                throw writingError(number, "cannot make the directory", path: current)
            }
            break
        }
        for directory in missing.reversed() {
            // Safe: Swift terminates the string for the call.
            guard unsafe mkdir(directory, 0o777) == 0 || errno == EEXIST else {
                throw writingError(errno, "cannot make the directory", path: directory)
            }
        }
        return missing.reversed().map(parentDirectory)
    }

    package func publish(_ source: String, as target: String) throws(LakeError) {
        // Safe: Swift terminates the strings for the call.
        guard unsafe link(source, target) == 0 else {
            switch errno {
            case EEXIST: throw nameIsTaken(target)
            case EPERM, EOPNOTSUPP:
                throw LakeError(
                    .unsupported, "the file system has no hard links, which a commit needs",
                    at: [.file(target)],
                    advice: "keep the table on another file system (ext4, xfs, btrfs, tmpfs)")
            default: throw writingError(errno, "cannot publish it as \(target)", path: source)
            }
        }
        // The first name does no harm where it cannot be removed.
        unsafe unlink(source)
    }

    package func replace(_ target: String, with source: String) throws(LakeError) {
        // Safe: Swift terminates the strings for the call.
        guard unsafe rename(source, target) == 0 else {
            throw writingError(errno, "cannot put it in the place of \(target)", path: source)
        }
    }

    package func remove(_ path: String) throws(LakeError) {
        // Safe: Swift terminates the string for the call.
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw writingError(errno, "cannot remove it", path: path)
        }
    }

    package func synchronizeDirectory(_ path: String) throws(LakeError) {
        // Safe: Swift terminates the string for the call.
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw writingError(errno, "cannot open the directory", path: path)
        }
        defer { close(descriptor) }
        // EINVAL: the file system has nothing to synchronise for a directory.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw writingError(errno, "cannot make the directory's names durable", path: path)
        }
    }
}

/// A file of the machine that is being written; one that is dropped unfinished is removed.
private final class LocalOutputFile: OutputFile {
    let path: String
    private(set) var sizeBytes = 0
    /// The bytes that are on their way to the disk.
    private var startedBytes = 0
    private var allocation = AllocationAhead()
    /// -1 once closed.
    private var descriptor: Int32

    private static let writeBackStepBytes = 8 << 20
    private static let pageBytes = 4096

    init(_ path: String) throws(LakeError) {
        // Safe: Swift terminates the string for the call.
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw nameIsTaken(path) }
            throw writingError(errno, "cannot create it", path: path)
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { abandon() }

    func write(_ bytes: UnsafeRawBufferPointer) throws(LakeError) {
        guard descriptor >= 0 else { throw alreadyClosed }
        guard let base = bytes.baseAddress else { return }
        allocation.prepare(descriptor, size: sizeBytes, more: bytes.count)
        var done = 0
        while done < bytes.count {
            // Safe: `done` is below the number of bytes that the caller owns for this call.
            let count = unsafe Glibc.write(descriptor, base + done, bytes.count - done)
            if count >= 0 {
                done += count
                sizeBytes += count
            } else if errno != EINTR {
                throw writingError(errno, "cannot write", path: path)
            }
        }
        // The kernel leaves new pages in memory until a tenth of it is full of them: fsync() at the
        // end would wait for a disk that had nothing to do before.
        let wholePages = sizeBytes / Self.pageBytes * Self.pageBytes
        if wholePages - startedBytes >= Self.writeBackStepBytes { startWriteBack(upTo: wholePages) }
    }

    func startWriteBack() { startWriteBack(upTo: sizeBytes) }

    private func startWriteBack(upTo end: Int) {
        guard descriptor >= 0, end > startedBytes else { return }
        // Linux begins to write the pages of such a range, does not wait for them, and keeps those
        // that are on their way. It is advice: fsync() tells of errors.
        _ = posix_fadvise(
            descriptor, off_t(startedBytes), off_t(end - startedBytes), POSIX_FADV_DONTNEED)
        startedBytes = end
    }

    func finish() throws(LakeError) {
        guard descriptor >= 0 else { throw alreadyClosed }
        allocation.release(descriptor, size: sizeBytes)
        let synchronised = fsync(descriptor) == 0 ? 0 : errno
        let closed = close(descriptor) == 0 ? 0 : errno
        descriptor = -1
        let number = synchronised != 0 ? synchronised : closed
        guard number == 0 else {
            // What an fsync() that failed has kept is unknown: the file is of no use.
            unsafe unlink(path)
            throw writingError(number, "cannot make the content durable", path: path)
        }
    }

    func abandon() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        // Safe: Swift terminates the string for the call.
        unsafe unlink(path)
    }

    private var alreadyClosed: LakeError {
        LakeError(.internal, "the file is written to after it was closed", at: [.file(path)])
    }
}

/// The directory that a path's last name is in: `.` for a lone name, `/` at the root.
private func parentDirectory(_ path: String) -> String {
    var bytes = Array(path.utf8)
    while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
    guard let last = bytes.lastIndex(of: slash) else { return "." }
    var end = last
    while end > 0, bytes[end - 1] == slash { end -= 1 }
    return end == 0 ? "/" : String(decoding: bytes[..<end], as: UTF8.self)
}

private func nameIsTaken(_ path: String) -> LakeError {
    LakeError(.conflict, "there is a file of that name already", at: [.file(path)])
}

/// The error for a failed system call of a writer: the usual ones, with what to do about the
/// conditions that only writers meet.
func writingError(_ number: Int32, _ action: String, path: String) -> LakeError {
    let file = [LakeError.Place.file(path)]
    switch number {
    case ENOSPC:
        return LakeError(
            .io, "\(action): no space is left on the device", at: file,
            advice: "free some space and run it again; nothing half-written is visible")
    case EDQUOT:
        return LakeError(
            .io, "\(action): the disk quota is used up", at: file,
            advice: "free some space and run it again; nothing half-written is visible")
    case EROFS:
        return LakeError(
            .io, "\(action): the file system is read-only", at: file,
            advice: "write to a directory elsewhere")
    case EFBIG:
        return LakeError(
            .limit, "\(action): the file is larger than the file system or ulimit -f allows",
            at: file)
    default:
        return systemError(number, action, path: path)
    }
}
