// A file to read, as it was when it was listed.

import Glibc

/// A regular file with its size and what tells it from another version of itself.
package struct DataFile: Hashable, Sendable {
    /// What changes when a file is replaced or rewritten.
    package struct Identity: Hashable, Sendable {
        package let device: UInt64
        package let inode: UInt64
        package let modificationTimeNanoseconds: Int64

        package init(device: UInt64, inode: UInt64, modificationTimeNanoseconds: Int64) {
            self.device = device
            self.inode = inode
            self.modificationTimeNanoseconds = modificationTimeNanoseconds
        }
    }

    /// As the user wrote it, or found below what the user wrote.
    package let path: String
    /// Bytes on disk, before decompression.
    package let sizeBytes: Int
    package let identity: Identity

    package init(path: String, sizeBytes: Int, identity: Identity) {
        self.path = path
        self.sizeBytes = sizeBytes
        self.identity = identity
    }

    init(path: String, status: stat) {
        let time = status.st_mtim
        self.init(
            path: path, sizeBytes: Int(status.st_size),
            identity: Identity(
                device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
                modificationTimeNanoseconds: Int64(time.tv_sec) &* 1_000_000_000
                    &+ Int64(time.tv_nsec)))
    }
}

/// A file by its path alone, for readers that ask for nothing else.
package func fileNamed(_ path: String) -> DataFile {
    DataFile(
        path: path, sizeBytes: 0,
        identity: DataFile.Identity(device: 0, inode: 0, modificationTimeNanoseconds: 0))
}
