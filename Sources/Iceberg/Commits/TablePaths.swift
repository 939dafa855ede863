// Where a table's files are, and how its metadata call them.
//
// Paths are written as the table's `location` begins, so that they look like those that are there:
// `file:///warehouse/db/person` gives `file:///warehouse/db/person/metadata/…`. Tables made here
// have absolute paths without a scheme, which PyIceberg, DuckDB and Spark read alike. Where the
// `location` is not where the table was found, since it was moved, the real directory is written.

import Columnar
import Glibc
import Storage

/// The directory of a table.
struct TablePaths: Hashable, Sendable {
    /// In the file system; absolute.
    let directory: String
    /// The same as metadata have it.
    let location: String

    var metadataDirectory: String { joined(directory, "metadata") }

    /// - Parameters:
    ///   - directory: where the table was found; absolute.
    ///   - location: the table's `location`.
    init(directory: String, location: String) {
        self.directory = directory
        let written = WrittenPath(location)
        let isSame = [written.text, written.decoded].compactMap { $0 }.contains { path in
            written.isLocal && path.hasPrefix("/")
                && (path == directory || FileIdentity(path) == FileIdentity(directory))
        }
        self.location = isSame ? withoutTrailingSlashes(location) : directory
    }

    /// A new table.
    init(new directory: String) {
        self.directory = directory
        location = directory
    }

    /// A path of the file system as metadata have it; paths elsewhere stay.
    func written(_ path: String) -> String {
        guard let suffix = WrittenPath.suffix(of: path, below: directory) else { return path }
        return joined(location, String(suffix))
    }
}

/// What tells a file or directory from any other, whatever path leads to it.
struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64

    init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    /// Nil when nothing is there.
    init?(_ path: String) {
        var status = stat()
        // Safe: Swift terminates the string for the call; `status` lives across it.
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}

/// A path from the root: a relative one from the current directory, `.` and empty parts left out.
///
/// - Throws: `LakeError.io` when the current directory is gone.
func absolutePath(_ path: String) throws(LakeError) -> String {
    var whole = path
    if !path.hasPrefix("/") {
        // Safe: the call allocates the text, which is freed here.
        guard let current = unsafe getcwd(nil, 0) else {
            throw systemError(errno, "cannot tell the current directory", path: path)
        }
        defer { unsafe free(current) }
        whole = unsafe String(cString: current) + "/" + path
    }
    let parts = whole.split(separator: "/").filter { $0 != "." }
    guard parts.contains("..") else { return "/" + parts.joined(separator: "/") }
    // Behind a symbolic link, the directory above is another than the path says.
    var existing = parts
    var missing: [Substring] = []
    while let last = existing.last {
        // Safe: the call allocates the text, which is freed here.
        if let resolved = unsafe realpath("/" + existing.joined(separator: "/"), nil) {
            defer { unsafe free(resolved) }
            return unsafe joined(
                String(cString: resolved), missing.reversed().joined(separator: "/"))
        }
        missing.append(last)
        existing.removeLast()
    }
    return "/" + parts.joined(separator: "/")
}
