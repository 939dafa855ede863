// An open regular file, read by position.
//
// Files are read, never mapped: a mapped file that somebody truncates kills the host process by
// SIGBUS.

package import Columnar
import Glibc

/// A descriptor with its owner: closed with it. Reading keeps no position, so any number of threads
/// may read at once.
package final class OpenFile: Sendable {
    package let path: String
    /// The size when it was opened; the file may grow or shrink afterwards.
    package let sizeBytes: Int
    private let descriptor: Int32

    /// Opens a regular file; anything else is refused before it is opened, since opening a FIFO can
    /// wait for ever and opening a device can have effects.
    ///
    /// - Throws: `LakeError.notFound`, `.io` or `.invalidInput` (a FIFO, a directory …) at `.file`.
    package init(_ path: String) throws(LakeError) {
        switch FileStatus(Array(path.utf8)) {
        case .failed(let number):
            throw systemError(number, "cannot open", path: path)
        case .found(let status):
            guard status.isRegularFile else { throw notRegularFile(status.st_mode, path: path) }
        }
        // A FIFO put in the file's place since then does not block, and is found by fstat().
        // Safe: Swift terminates the string for the call.
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError(errno, "cannot open", path: path) }
        var status = stat()
        // Safe: `status` lives across the call.
        guard unsafe fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw systemError(number, "cannot open", path: path)
        }
        guard status.isRegularFile else {
            close(descriptor)
            throw notRegularFile(status.st_mode, path: path)
        }
        self.path = path
        self.descriptor = descriptor
        sizeBytes = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Reads up to `count` bytes at `offsetBytes` of the file to the end of `buffer`.
    ///
    /// - Returns: bytes read; fewer than `count` only where the file ends.
    /// - Throws: `LakeError.io` at `.file` and `.byteOffset`, `LakeError.limit` without memory.
    package func read(
        at offsetBytes: Int, count: Int, appendingTo buffer: ByteBuffer
    ) throws(LakeError) -> Int {
        guard count > 0 else { return 0 }
        try buffer.reserve(buffer.countBytes + count)
        var done = 0
        while done < count {
            // Safe: reserve() made room for `count` bytes behind those in use.
            let got = unsafe pread(
                descriptor, buffer.base + buffer.countBytes, count - done, offsetBytes + done)
            if got > 0 {
                done += got
                buffer.countBytes += got
            } else if got == 0 {
                break
            } else if errno != EINTR {
                let number = errno
                throw systemError(number, "cannot read", path: path).at(
                    byteOffset: offsetBytes + done)
            }
        }
        return done
    }
}

extension LakeError {
    /// The same error with an offset as its innermost place.
    func at(byteOffset: Int) -> LakeError {
        var inner = self
        inner.places.append(.byteOffset(byteOffset))
        return inner
    }
}
