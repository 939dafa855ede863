// What the operating system's error numbers and file kinds mean to a user.

package import Columnar
import Glibc

/// The error for a failed system call on `path`.
///
/// - Parameters:
///   - number: the value of `errno` after the call.
///   - action: what was tried, as in "cannot open"; used where the number says little.
package func systemError(_ number: Int32, _ action: String, path: String) -> LakeError {
    let file = [LakeError.Place.file(path)]
    switch number {
    case ENOENT:
        return LakeError(.notFound, "no such file or directory", at: file)
    case ENOTDIR:
        return LakeError(
            .notFound, "a part of the path is not a directory", at: file)
    case EACCES, EPERM:
        return LakeError(
            .io, "\(action): permission denied", at: file,
            advice: "check the permissions of it and of the directories above it")
    case EISDIR:
        return LakeError(.invalidInput, "is a directory, not a regular file", at: file)
    case ELOOP:
        return LakeError(.io, "\(action): symbolic links lead in a circle", at: file)
    case ENAMETOOLONG:
        return LakeError(.invalidInput, "the path is too long for this system", at: file)
    case EMFILE, ENFILE:
        return LakeError(
            .limit, "\(action): too many open files", at: file,
            advice: "raise the limit of open files (ulimit -n)")
    case ENOMEM:
        return LakeError(.limit, "\(action): no memory", at: file)
    default:
        // Safe: strerror() answers a C string for any number.
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) }
        return LakeError(.io, "\(action): \(reason ?? "error \(number)")", at: file)
    }
}

/// The error for something that is there but holds no bytes to read, by the file's mode.
func notRegularFile(_ mode: mode_t, path: String) -> LakeError {
    let kind =
        switch mode & S_IFMT {
        case S_IFDIR: "a directory"
        case S_IFIFO: "a FIFO (named pipe)"
        case S_IFCHR: "a character device"
        case S_IFBLK: "a block device"
        case S_IFSOCK: "a socket"
        default: "something unknown"
        }
    return LakeError(.invalidInput, "is \(kind), not a regular file", at: [.file(path)])
}

/// The answer of stat(): links are followed.
enum FileStatus {
    case found(stat)
    case failed(Int32)

    init(_ path: [UInt8]) {
        var status = stat()
        // Safe: the path is terminated here; `status` lives across the call.
        let number = unsafe (path + [0]).withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { name -> Int32 in
                guard let base = name.baseAddress else { return EINVAL }
                return unsafe stat(base, &status) == 0 ? 0 : errno
            }
        }
        self = number == 0 ? .found(status) : .failed(number)
    }
}

extension stat {
    var isRegularFile: Bool { st_mode & S_IFMT == S_IFREG }
    var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }
}
